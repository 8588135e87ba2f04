"""The addresses of the pages."""

from django.urls import path

from web.front import views as front

app_name = "web"
urlpatterns = [path("", front.front_page, name="front")]
