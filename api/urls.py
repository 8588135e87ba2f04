"""The addresses under /api/v1/."""

from django.urls import path, re_path

from api.views.schema import Index, NoSuchAddress, Reference, Schema

app_name = "api"

urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("schema/", Schema.as_view(), name="schema"),
    path("reference/", Reference.as_view(), name="reference"),
    # Last: it takes whatever is left, so that a POST without its final slash is refused and not redirected as a GET.
    re_path(r"", NoSuchAddress.as_view()),
]
