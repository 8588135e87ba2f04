"""The addresses of the pages."""

from django.urls import path

from web.caseload import views as caseload
from web.front import views as front
from web.sign_in import views as sign_in

app_name = "web"
urlpatterns = [
    path("", front.Front.as_view(), name="front"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/agency/", sign_in.ChooseAgency.as_view(), name="choose-agency"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("hidden/", sign_in.HiddenScreen.as_view(), name="hidden-screen"),
    path("caseload/", caseload.Caseload.as_view(), name="caseload"),
]
