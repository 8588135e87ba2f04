"""Every word that people read can be put into another language: templates, labels of choices, and what the rooms refuse."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import TextChoices
from django.utils.functional import Promise

from agencies.exceptions import ServiceError
from casework.reminder_sources import labels
from casework.trail_words import ACTS, NOUNS

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


def refusals(kind: type = ServiceError) -> Iterator[str]:
    """The names of what the rooms raise."""
    yield kind.__name__
    for each in kind.__subclasses__():
        yield from refusals(each)


def bare_refusals(source: str) -> list[int]:
    """The lines on which something is refused in words outside gettext."""
    known, lines = set(refusals()), []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called, said = node.func, node.args[:1]
        if isinstance(called, ast.Attribute) and called.attr == "field":
            called, said = called.value, node.args[1:2]
        if isinstance(called, ast.Name) and called.id in known and any(_is_bare(each) for each in said):
            lines.append(node.lineno)
    return lines


def _is_bare(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def modules() -> list[Path]:
    """Those of the rooms that people are answered by."""
    found = [path for room in ROOMS for path in sorted((ROOT / room).rglob("*.py"))]
    return [path for path in found if not {"migrations", "demonstration", "management"} & set(path.parts)]


def test_what_the_rooms_refuse_is_said_in_the_reader_s_language() -> None:
    bare = {str(path.relative_to(ROOT)): bare_refusals(path.read_text(encoding="utf-8")) for path in modules()}
    assert {path: lines for path, lines in bare.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('raise NotPermitted("No")', [1]),
        ('raise Invalid.field("name", f"No {name}")', [1]),
        ('raise NotPermitted(_("No"))', []),
        ('raise ValueError("No")', []),
    ],
)
def test_the_test_finds_those(source: str, lines: list[int]) -> None:
    assert bare_refusals(source) == lines


def test_reminders_and_the_history_are_told_in_the_reader_s_language() -> None:
    told = [*labels().values(), *ACTS.values(), *(word for pair in NOUNS.values() for word in pair)]
    assert [str(each) for each in told if not isinstance(each, Promise)] == []
