"""The addresses of the pages."""

from django.urls import path

from web.agreements import views as agreements
from web.caseload import views as caseload
from web.front import views as front
from web.referrals import views as referrals
from web.reminders import views as reminders
from web.sign_in import views as sign_in

app_name = "web"
urlpatterns = [
    path("", front.Front.as_view(), name="front"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/agency/", sign_in.ChooseAgency.as_view(), name="choose-agency"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("hidden/", sign_in.HiddenScreen.as_view(), name="hidden-screen"),
    path("referrals/", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<str:reference>/accept/", referrals.AcceptReferral.as_view(), name="referrals-accept"),
    path("referrals/<str:reference>/decline/", referrals.DeclineReferral.as_view(), name="referrals-decline"),
    path("reminders/", reminders.Reminders.as_view(), name="reminders"),
    path("reminders/read/", reminders.ReadReminder.as_view(), name="reminders-read"),
    path("reminders/read-all/", reminders.ReadAll.as_view(), name="reminders-read-all"),
    path("reminders/how/", reminders.Preferences.as_view(), name="reminders-how"),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/draft/", agreements.DraftAgreement.as_view(), name="agreements-draft"),
    path("agreements/<uuid:id>/", agreements.Agreement.as_view(), name="agreements-one"),
    path("agreements/<uuid:id>/sign/", agreements.SignAgreement.as_view(), name="agreements-sign"),
    path("agreements/<uuid:id>/suspend/", agreements.SuspendAgreement.as_view(), name="agreements-suspend"),
    path("agreements/<uuid:id>/lift/", agreements.LiftSuspension.as_view(), name="agreements-lift"),
    path("agreements/<uuid:id>/end/", agreements.EndAgreement.as_view(), name="agreements-end"),
    path("caseload/", caseload.Caseload.as_view(), name="caseload"),
]
