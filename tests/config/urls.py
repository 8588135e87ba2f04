"""Addresses of the tests' own: views that do what a view of ours must never get away with, as pages and under /api/."""

import json
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, StreamingHttpResponse
from django.template import engines
from django.template.response import SimpleTemplateResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from agencies.actors import member_actor, set_actor, system_actor
from agencies.enums import SystemActor
from agencies.looks import looks_of
from agencies.models import Membership
from casework.models import Case
from config import urls

SETTINGS_OF_AN_ACTOR = ("membership", "agency", "user", "participation", "system", "purpose")


def write(number: int, refers_to: int | None = None) -> None:
    """One row of the tests' own table; a reference to a row that is not there is found out at commit."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO written (number, refers_to) VALUES (%s, %s)", [number, refers_to])


def actor_in_the_database() -> dict[str, str]:
    """What PostgreSQL knows of who acts, and the process that serves this connection."""
    names = ", ".join(f"coalesce(current_setting('app.{name}', true), '')" for name in SETTINGS_OF_AN_ACTOR)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {names}, pg_backend_pid()")
        return dict(zip((*SETTINGS_OF_AN_ACTOR, "backend"), map(str, cursor.fetchone()), strict=True))


def answer(request: HttpRequest, status: int) -> HttpResponse:
    write(1)
    return HttpResponse("written", status=status)


def own_headers(request: HttpRequest) -> HttpResponse:
    return HttpResponse("seen", headers={"Cache-Control": "public, max-age=3600", "Content-Security-Policy": "none"})


def fail(request: HttpRequest) -> HttpResponse:
    write(1)
    raise RuntimeError("a fault of ours")


def hide(request: HttpRequest) -> HttpResponse:
    write(1)
    raise Http404


def forbid(request: HttpRequest) -> HttpResponse:
    write(1)
    raise PermissionDenied


def contradict_at_commit(request: HttpRequest) -> HttpResponse:
    write(1, refers_to=404)
    return HttpResponse("written")


def contradict_at_once(request: HttpRequest) -> HttpResponse:
    write(1)
    write(1)
    return HttpResponse("written")


def swallow(request: HttpRequest) -> HttpResponse:
    try:
        contradict_at_once(request)
    except IntegrityError:
        return HttpResponse("written, says a view that looked away")
    raise AssertionError


def stream(request: HttpRequest) -> StreamingHttpResponse:
    write(1)
    return StreamingHttpResponse(["a", "b"])


def show(request: HttpRequest, case: str) -> HttpResponse:
    """An act whose answer shows a case, as a page that is shown again after a form."""
    request.actor = member_actor(Membership.objects.get(user__name="Asha"))  # type: ignore[attr-defined]
    write(1)
    looks_of(request).note(Case.objects.get(pk=case))
    return HttpResponse("a family's story")


def show_and_contradict(request: HttpRequest, case: str) -> HttpResponse:
    write(2, refers_to=404)
    return show(request, case)


def lose_the_connection(request: HttpRequest) -> HttpResponse:
    write(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    raise AssertionError


def act(request: HttpRequest, membership: str) -> HttpResponse:
    set_actor(member_actor(Membership.objects.get(pk=membership)))
    return JsonResponse(actor_in_the_database())


def act_while_rendering(request: HttpRequest) -> SimpleTemplateResponse:
    set_actor(system_actor(SystemActor.BEAT))
    template: Any = engines["django"].from_string("{{ actor|safe }}")
    return SimpleTemplateResponse(template, {"actor": lambda: json.dumps(actor_in_the_database())})


def who_acts(request: HttpRequest) -> HttpResponse:
    return JsonResponse(actor_in_the_database())


views = [
    path("answer/<int:status>/", csrf_exempt(answer)),
    path("form/", own_headers),
    path("fail/", fail),
    path("hide/", hide),
    path("forbid/", forbid),
    path("contradict-at-commit/", contradict_at_commit),
    path("contradict-at-once/", contradict_at_once),
    path("swallow/", swallow),
    path("stream/", stream),
    path("show/<uuid:case>/", csrf_exempt(show)),
    path("show-and-contradict/<uuid:case>/", csrf_exempt(show_and_contradict)),
    path("lose-the-connection/", lose_the_connection),
    path("act/<str:membership>/", act),
    path("act-while-rendering/", act_while_rendering),
    path("who-acts/", who_acts),
]
urlpatterns = [path("api/test/", include(views)), path("test/", include(views)), *urls.urlpatterns]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500
