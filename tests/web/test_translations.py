"""Every word that people read can be put into another language: templates, labels of choices, and what the service says."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise

from casework.continuity import NUMBERS
from casework.reminder_sources import labels
from casework.trail_words import ACTS, NOUNS
from outcomes.reports.support import WAYS
from tests.web import bare

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "web" / "templates").rglob("*.html"))
ROOMS = ("agencies", "casework", "outcomes")
TRANSLATED = re.compile(
    r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}|{%\s*comment.*?{%\s*endcomment\s*%}", re.DOTALL
)
CLASSES = re.compile(r"{%\s*block kind\s*%}.*?{%\s*endblock\s*%}", re.DOTALL)  # of the page, and no words
CODE = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
SAID_TO_PEOPLE = re.compile(r'\b(?:title|alt|placeholder|aria-label|aria-description)="([^"]*)"')
MARKUP = re.compile(r"<!--.*?-->|<[^>]*>|&\w+;", re.DOTALL)
WORD = re.compile(r"[^\W\d_]{2,}")


def bare_words(text: str) -> list[str]:
    """Words of a template that stand outside gettext."""
    plain = CODE.sub("", TRANSLATED.sub("", CLASSES.sub("", text)))
    return WORD.findall(" ".join(SAID_TO_PEOPLE.findall(plain))) + WORD.findall(MARKUP.sub(" ", plain))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "web" / "templates")))
def test_no_word_of_a_template_stands_outside_gettext(path: Path) -> None:
    assert bare_words(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<p>{% translate "Hello" %}</p>', []),
        ("<p>Hello {{ name }}</p>", ["Hello"]),
        ('<p class="title" aria-label="Close it">x</p>', ["Close", "it"]),
        ("{% blocktranslate %}Hello {{ name }}{% endblocktranslate %}", []),
    ],
)
def test_the_test_finds_them(text: str, found: list[str]) -> None:
    assert bare_words(text) == found


def choices(kind: type = TextChoices) -> Iterator[type[TextChoices]]:
    """Every enum of the rooms."""
    for each in kind.__subclasses__():
        if each.__module__.partition(".")[0] in ROOMS:
            yield each
        yield from choices(each)


def test_labels_of_choices_are_put_into_the_reader_s_language() -> None:
    assert apps.ready
    found = [(each, choice) for each in choices() for choice in each]
    assert len(found) > 100
    assert [f"{each.__name__}.{choice.name}" for each, choice in found if not isinstance(choice.label, Promise)] == []


def modules() -> list[Path]:
    """Those of the rooms and of the wiring that people are answered by."""
    found = [path for room in (*ROOMS, "config") for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if not {"migrations", "demonstration", "management", "stack"} & set(path.parts)]


def test_what_the_service_says_is_said_in_the_reader_s_language() -> None:
    found = {str(path.relative_to(ROOT)): bare.bare_words(path.read_text(encoding="utf-8")) for path in modules()}
    assert {path: lines for path, lines in found.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('raise NotPermitted("No")', [1]),
        ('raise Invalid.field("name", f"No {name}")', [1]),
        ('raise NotPermitted(_("No"))', []),
        ('raise NotPermitted(_("No %(what)s") % {"what": "such thing"})', [1]),
        ('raise type(refused)(f"{refused} Nothing was saved.")', [1]),
        ('raise ClosureBlocked(_("Not yet."), {"blockers": ["Ask them"]})', [1]),
        ('raise ValueError("No")', []),
        ('NO = "No such thing"\nraise NotPermitted(NO)', [2]),
        ('NO = gettext_lazy("No such thing")\nraise NotPermitted(NO)', []),
        ('NO = "No such thing"\nraise NotPermitted(_("Look: %(no)s") % {"no": NO})', [2]),
        ('def _no(message: str) -> Invalid:\n    return Invalid.field("name", message)\nraise _no("No")', [3]),
        ('def _no(message: str) -> Invalid:\n    return Invalid.field("name", message)\nraise _no(_("No"))', []),
        ('def answer(request):\n    detail = "No such thing"\n    return refused(request, 409, "no", detail)', [3]),
        ('EmailMessage(subject="Hello", body=_("You have mail"))', [1]),
        ('Reason("name", f"{name} matches")', [1]),
    ],
)
def test_the_test_finds_those(source: str, lines: list[int]) -> None:
    assert bare.bare_words(source) == lines


def test_reminders_the_history_and_reports_are_told_in_the_reader_s_language() -> None:
    told = [
        *labels().values(),
        *ACTS.values(),
        *(word for pair in NOUNS.values() for word in pair),
        *NUMBERS.values(),
        *WAYS.values(),
    ]
    assert [str(each) for each in told if not isinstance(each, Promise)] == []
