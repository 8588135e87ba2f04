"""What somebody tries who has read the source: other names in a body, other keys in an address, a moment too late."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.contrib.auth.hashers import make_password
from django.test import Client
from rest_framework.serializers import BaseSerializer

from api.serializers.base import MOST_UNKNOWN, Body
from tests.api.calls import CALLS
from tests.api.routes import PREFIX, api_routes, every_route, writes
from tests.api.world import World, rows
from tests.conftest import QUICK_HASHER, database_role
from tests.web.conftest import PASSWORD, sign_in
from web.form_pages import FormPage

pytestmark = pytest.mark.xdist_group("attacks")
# Names that nobody asked for


def subclasses(of: type) -> Iterator[type]:
    for each in of.__subclasses__():
        yield each
        yield from subclasses(each)


def every_name() -> set[str]:
    """Every name of a column, of a field that is shown, and of one that is taken, whatever it belongs to."""
    columns = {field.name for model in apps.get_models() for field in model._meta.get_fields()}
    attributes = {field.attname for model in apps.get_models() for field in model._meta.concrete_fields}
    shown = {name for each in subclasses(BaseSerializer) for name in getattr(each, "_declared_fields", {})}
    metas = [getattr(getattr(route.view, "out", None), "Meta", None) for route in api_routes()]
    shown |= {name for meta in metas for name in getattr(meta, "fields", ())}
    return columns | attributes | shown | {"by", "at", "actor", "pk", "_state", "__class__"}


def test_no_body_takes_a_name_that_is_not_its_own() -> None:
    names, taken = every_name(), {}
    assert len(names) > 300
    for name, route in writes().items():
        body = route.view.body
        unknown = sorted(names - set(body().fields))
        refused: set[str] = set()
        for start in range(0, len(unknown), MOST_UNKNOWN):
            sent = body(data=dict.fromkeys(unknown[start : start + MOST_UNKNOWN], "x"), context={"actor": None})
            assert not sent.is_valid()
            refused |= {field for field, said in sent.errors.items() if "Unknown field" in str(said)}
        taken[name] = set(unknown) - refused
    assert {name: left for name, left in taken.items() if left} == {}


def test_sent_with_all_of_them_nothing_is_written(world: World) -> None:
    calls = {name: make(world) for name, make in CALLS.items()}
    for call in calls.values():
        assert world[call.who].get("agencies/").status_code == 200  # they have their token before the rows are counted
    names = every_name()
    before = rows()
    for name, call in calls.items():
        own = writes()[name].view.body().fields
        body = {**dict.fromkeys(names - set(own), "x"), **call.body}
        answer = call.send(world, body=body)
        assert (answer.status_code, len(answer.json()["fields"])) == (400, MOST_UNKNOWN), name
    assert rows() == before


def test_no_form_writes_columns_by_itself() -> None:
    """A ModelForm takes what its Meta lists, or all; ours hand named values to a verb."""
    made = [
        view
        for view in (route.view for route in every_route())
        if isinstance(view, type) and issubclass(view, FormPage)
    ]
    assert len(made) > 60
    assert [view for view in made if issubclass(view.form_class, forms.ModelForm)] == []
    assert [each for each in subclasses(forms.ModelForm) if each.__module__.startswith("web.")] == []
    assert not any(issubclass(each, Body) and hasattr(each, "Meta") for each in subclasses(Body))


def test_no_filter_takes_the_key_of_a_row() -> None:
    """What narrows a list narrows what one sees by words and days, so that no filter can ask about a hidden row."""
    found = {
        type(each).__name__
        for route in api_routes()
        if route.name != "unit-costs/"  # a catalogue: there is nobody in it
        if (filterset := getattr(route.view, "filterset_class", None))
        for each in filterset.base_filters.values()
    }
    words_and_days = {
        "MultipleChoiceFilter",
        "ChoiceFilter",
        "BooleanFilter",
        "YesOrNo",
        "DateFilter",
        "IsoDateTimeFilter",
    }
    assert found <= words_and_days


# Other methods, other keys

NOISE = re.compile(
    rb'(name="(csrfmiddlewaretoken|once|seen)" value=")[^"]*|data-[\w-]+="\d+|AL-[0-9A-Z]{6}|[0-9a-f]{8}-[0-9a-f-]{27}'
)
PAGES = [
    route
    for route in every_route()
    if not route.pattern.startswith(PREFIX)
    and "{" in route.pattern
    and route.pattern.startswith(("/cases/", "/looks/"))
]


def test_a_hidden_page_answers_like_one_that_is_not_there_by_every_method(world: World, settings: Any) -> None:
    """By every method and with every name of another method: byte for byte, but for what is new in each answer."""
    scene = world.full
    settings.PASSWORD_HASHERS = QUICK_HASHER
    browser, user = Client(), world.cast.dot.user
    user.password = make_password(PASSWORD)
    with database_role("seed"):
        user.save(update_fields=["password"])
    assert sign_in(browser, world.cast.dot).status_code == 200
    keys = {"id": scene.people[0].pk, "member": scene.members[0].pk, "outcome": scene.case.outcomes.get().pk}
    tries: list[tuple[str, str, dict[str, str]]] = [
        ("GET", "", {}), ("HEAD", "", {}), ("OPTIONS", "", {}), ("PUT", "", {}), ("DELETE", "", {}), ("POST", "", {}),
        ("POST", "_method=GET", {"X-HTTP-Method-Override": "GET"}),
    ]  # fmt: skip
    for route in PAGES:
        there = nowhere = route.pattern
        for name, key in {"reference": scene.case.reference, **keys}.items():
            there = there.replace(f"{{{name}}}", str(key))
            nowhere = nowhere.replace(f"{{{name}}}", "AL-ZZZZZZ" if name == "reference" else str(uuid4()))
        # A form that is sent is asked for everywhere; what else a browser could say is answered before any page's own code.
        for method, said, headers in tries if route in PAGES[:6] else tries[5:6]:
            answers = [
                told(browser.generic(method, each, said, "application/x-www-form-urlencoded", headers=headers))
                for each in (there, nowhere)
            ]
            other = [
                pair
                for pair in zip(*(answer[1].splitlines() for answer in answers), strict=False)
                if len(set(pair)) > 1
            ]
            assert answers[0] == answers[1], (method, route.pattern, other)
            assert answers[0][0] in {403, 404, 405} or method == "OPTIONS", (method, route.pattern)


def told(answer: Any) -> tuple[int, bytes]:
    return answer.status_code, NOISE.sub(b"", answer.content)
