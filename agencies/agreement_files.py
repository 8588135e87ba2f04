"""A sharing agreement as a file: taken out to be read elsewhere, brought in as a draft. Signatures are never in it.

Version 1 of the format is one JSON object: `format` and `format_version`; the agreement's own words under their names in
the API; `parties` by the codes of their agencies, `bases` by their codes; days as YYYY-MM-DD. Taken out and brought in
again, an agreement says the same, word for word.
"""

import json
import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agencies import agreements, clock
from agencies.actors import Actor
from agencies.agreement_terms import PURPOSES_OF_SHARING
from agencies.data_items import DataItem
from agencies.enums import ControllerRole, DataCategory, Direction
from agencies.exceptions import Invalid
from agencies.models import Agency, LawfulBasis, SharingAgreement
from agencies.permissions import Permission, check

FORMAT, FORMAT_VERSION = "sharing agreement of Alongside", 1
MOST_BYTES = 500_000
LONGEST_LINE, LONGEST_TEXT, LONGEST_LIST = 200, 20_000, 60
# What a refusal repeats of a file is bounded.
LONGEST_NAME, MOST_NAMED = 60, 10
# Neither PostgreSQL nor a screen knows what to do with them; tab and line ends may stay.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


class _Wrong(Exception):
    """What is wrong with a value, in a sentence."""


class _Field(NamedTuple):
    """How a value of the file is read; raises _Wrong."""

    read: Callable[[Any], Any]
    is_required: bool = True


def as_file(agreement: SharingAgreement) -> dict[str, Any]:
    """What the agreement says, as its file has it."""
    parties = list(agreement.parties.select_related("agency").order_by("agency__code"))
    own = {name: getattr(agreement, name) for name in (*TEXTS, *LISTS_OF, "direction")}
    return {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        **own,
        "parties": [party.agency.code for party in parties],
        "joint_controllers": all(party.role == ControllerRole.JOINT for party in parties),
        "bases": sorted(basis.code for basis in agreement.bases.all()),
        "first_day": clock.local_date(agreement.start_at).isoformat(),
        "last_day": agreements.last_day(agreement.end_at).isoformat(),
        "review_on": agreement.review_on.isoformat(),
    }


def read(content: bytes) -> dict[str, Any]:
    """The object in a file; what is in it is judged by `draft_from`. Raises Invalid."""
    try:
        said = json.loads(content.decode("utf-8-sig")) if len(content) <= MOST_BYTES else None
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise Invalid.field(
            "file", _("This is no file of a sharing agreement. Choose one that was taken out of Alongside.")
        )
    return said


@transaction.atomic
def draft_from(*, file: Mapping[str, Any], by: Actor, at: datetime | None = None) -> SharingAgreement:
    """Write down an agreement as a file says it: a draft, which nobody has signed, whatever was signed elsewhere.

    Raises Invalid, with what is wrong under the name of each field; and all that `agreements.draft` raises.
    """
    check(by, Permission.MANAGE_AGREEMENTS)
    _require_format(file)
    said, wrong = _values(file)
    for name, rows in (("parties", Agency.objects.all()), ("bases", LawfulBasis.objects.all())):
        if name in said:
            said[name], unknown = _found(said[name], {row.code: row for row in rows})
            if unknown:
                wrong[name] = [_unknown_words(name, unknown)]
    if wrong:
        number = len(wrong)
        detail = ngettext(
            "%(number)d field of this file cannot be read.", "%(number)d fields of this file cannot be read.", number
        )
        raise Invalid(detail % {"number": number}, wrong)
    return agreements.draft(by=by, at=at, **said)


def _require_format(file: Mapping[str, Any]) -> None:
    if file.get("format") != FORMAT:
        raise Invalid.field("format", _("“format”: this is no file of a sharing agreement that Alongside wrote."))
    version = file.get("format_version")
    if version != FORMAT_VERSION or isinstance(version, bool):
        raise Invalid.field(
            "format_version",
            _(
                "“format_version”: this service reads version %(number)d. Take the file out anew, of a service that writes it."
            )
            % {"number": FORMAT_VERSION},
        )


def _values(file: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """The values that can be read, and what is wrong with the others, by their names."""
    said: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for name, field in FIELDS.items():
        try:
            if name in file or field.is_required:
                said[name] = field.read(_there(file, name))
        except _Wrong as error:
            wrong[name] = [_("“%(name)s”: %(what)s.") % {"name": name, "what": error}]
    known = {"format", "format_version", *FIELDS}
    for name in [str(name)[:LONGEST_NAME] for name in file if name not in known][:MOST_NAMED]:
        wrong[name] = [_("“%(name)s”: no agreement has this field. Take it out of the file.") % {"name": name}]
    return said, wrong


def _there(file: Mapping[str, Any], name: str) -> Any:
    if name not in file:
        raise _Wrong(_("it is missing"))
    return file[name]


def _found(codes: Collection[str], known: Mapping[str, Model]) -> tuple[list[Model], list[str]]:
    return [known[code] for code in codes if code in known], [code for code in codes if code not in known]


def _unknown_words(name: str, codes: Collection[str]) -> str:
    named = ", ".join(code[:LONGEST_NAME] for code in list(codes)[:MOST_NAMED])
    words = {
        "parties": _("“parties”: no agency here has this code: %(codes)s. Register it first, or use the code that it has here."),
        "bases": _("“bases”: no lawful basis here has this code: %(codes)s. Choose among those of this service."),
    }  # fmt: skip
    return words[name] % {"codes": named}


def _text(longest: int, *, may_be_blank: bool = False, is_line: bool = False) -> Callable[[Any], str]:
    def read_text(value: Any) -> str:
        if not isinstance(value, str):
            raise _Wrong(_("it is no text"))
        if not may_be_blank and not value.strip():
            raise _Wrong(_("it says nothing"))
        if len(value) > longest:
            raise _Wrong(_("it is longer than %(number)d letters") % {"number": longest})
        if CONTROLS.search(value) or (is_line and re.search("[\t\r\n]", value)):
            raise _Wrong(_("it holds a control character"))
        return value

    return read_text


def _one_of(allowed: Collection[str]) -> Callable[[Any], str]:
    def read_choice(value: Any) -> str:
        if not isinstance(value, str) or value not in allowed:
            raise _Wrong(_("choose among %(allowed)s") % {"allowed": ", ".join(sorted(allowed))})
        return value

    return read_choice


def _list_of(read_one: Callable[[Any], str]) -> Callable[[Any], list[str]]:
    def read_list(value: Any) -> list[str]:
        if not isinstance(value, list) or len(value) > LONGEST_LIST:
            raise _Wrong(_("it is no list of up to %(number)d") % {"number": LONGEST_LIST})
        return [read_one(each) for each in value]

    return read_list


def _yes_or_no(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _Wrong(_("write true or false"))
    return value


def _day(value: Any) -> date:
    if isinstance(value, date):
        return value
    try:
        day = date.fromisoformat(value) if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) else None
    except ValueError:
        day = None
    if day is None or not 1900 <= day.year <= 2200:  # noqa: PLR2004 - the years of every other door
        raise _Wrong(_("write a day between 1900 and 2200 as YYYY-MM-DD"))
    return day


_LONG = _text(LONGEST_TEXT)
_LONG_OR_NONE = _Field(_text(LONGEST_TEXT, may_be_blank=True), is_required=False)
_CODES = _Field(_list_of(_text(LONGEST_LINE, is_line=True)))
TEXTS: Mapping[str, _Field] = {
    "title": _Field(_text(LONGEST_LINE, is_line=True)),
    "why": _Field(_LONG),
    "data_items": _Field(_LONG),
    "rights": _Field(_LONG),
    "governance": _Field(_LONG),
    "retention": _LONG_OR_NONE,
    "security": _LONG_OR_NONE,
    "dpia_reference": _Field(_text(LONGEST_LINE, may_be_blank=True, is_line=True), is_required=False),
    "further_details": _LONG_OR_NONE,
}
LISTS_OF: Mapping[str, _Field] = {
    "purposes": _Field(_list_of(_one_of([each.value for each in PURPOSES_OF_SHARING]))),
    "categories": _Field(_list_of(_one_of(DataCategory.values))),
    "items": _Field(_list_of(_one_of(DataItem.values)), is_required=False),
}
FIELDS: Mapping[str, _Field] = {
    **TEXTS,
    **LISTS_OF,
    "parties": _CODES,
    "joint_controllers": _Field(_yes_or_no, is_required=False),
    "bases": _CODES,
    "direction": _Field(_one_of(Direction.values), is_required=False),
    "first_day": _Field(_day),
    "last_day": _Field(_day),
    "review_on": _Field(_day),
}
