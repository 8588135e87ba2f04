"""Which door an address leads to."""

from django.urls import include, path

from config import health

urlpatterns = [
    path("health/", health.health, name="health"),
    path("api/v1/", include("api.urls")),
    path("", include("web.urls")),
]

handler400 = "config.errors.bad_request"
handler403 = "config.errors.forbidden"
handler404 = "config.errors.not_found"
handler500 = "config.errors.failed"
