"""Why something was found, in words that a worker would use: known by another name, sounds like, the same birth date."""

from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from casework.births import BirthPrecision, show_birth
from casework.enums import NameKind
from casework.identifiers import IdentifierScheme
from casework.models import Case, CaseMember, Person, PersonIdentifier, PersonName
from casework.search_terms import Asked, plain

OTHER_NAMES: dict[NameKind, str | Promise] = {
    NameKind.ALIAS: gettext_lazy("Also known as %(name)s"),
    NameKind.FORMER: gettext_lazy("Was called %(name)s"),
    NameKind.LEGAL: gettext_lazy("On papers: %(name)s"),
    NameKind.WITH_AGENCY: gettext_lazy("Known to %(agency)s as %(name)s"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """`kind` is for programs; the sentence names nothing that the reader may not see."""

    kind: str
    sentence: str


def of_name(asked: Asked, name: str) -> Reason:
    """What the words that were typed have to do with the name."""
    kind, told = _compared(asked, name)
    return Reason(kind, told or _("The name matches"))


def of_other_name(asked: Asked, row: PersonName) -> Reason:
    """Another name of theirs, and how it was found where it is not written so."""
    agency = row.agency.name if row.agency else ""
    known = str(OTHER_NAMES[NameKind(row.kind)]) % {"name": row.name, "agency": agency}
    told = _compared(asked, row.name)[1]
    return Reason("also_known_as", f"{known}. {told}" if told else known)


def of_birth(asked: Asked, person: Person) -> Reason:
    """The birth date that was typed, or one that it may stand for."""
    if person.birth_precision in {BirthPrecision.MONTH, BirthPrecision.YEAR}:
        born = show_birth(person.born_on, person.birth_precision)
        return Reason("birth_date", _("Born %(when)s, the day is not known") % {"when": born})
    if person.born_on != asked.born_on:
        return Reason("birth_date", _("Day and month of birth are the other way round"))
    return Reason("birth_date", _("The same date of birth"))


def of_number(row: PersonIdentifier) -> Reason:
    """A number of theirs; which one, and not the number itself."""
    return Reason("number", _("The same %(number)s") % {"number": _scheme(row)})


def of_reference(case: Case) -> Reason:
    """The reference that was typed."""
    return Reason("reference", _("The reference matches"))


def of_departed(member: CaseMember) -> Reason:
    """Somebody who left, by the name that they had then."""
    return Reason("was_part_of_it", _("%(name)s was part of this case") % {"name": member.name_at_leaving})


def _scheme(row: PersonIdentifier) -> str:
    label = str(IdentifierScheme(row.scheme).label)
    return label if label[:1].isupper() and label[1:2].isupper() else label[:1].lower() + label[1:]


def _compared(asked: Asked, name: str) -> tuple[str, str]:
    """How the first word that is not written so is like one of the name's; nothing where all are."""
    theirs = {plain(word): word for part in name.split() for word in part.replace("-", " ").split()}
    kinds = [_likeness(plain(word), theirs) for word in asked.words]
    for wanted in ("spelling", "sound"):
        for word, (kind, nearest) in zip(asked.words, kinds, strict=True):
            if kind == wanted and kind == "spelling":
                return kind, _("%(name)s is written nearly like “%(word)s”") % {"name": nearest, "word": word}
            if kind == wanted:
                return kind, _("%(name)s sounds like “%(word)s”") % {"name": nearest, "word": word}
    return "name", ""


def _likeness(word: str, theirs: dict[str, str]) -> tuple[str, str]:
    if any(each.startswith(word) for each in theirs) or word in "".join(theirs):
        return "name", ""
    nearest = max(theirs, key=lambda each: SequenceMatcher(None, word, each).ratio(), default="")
    return ("spelling" if _is_a_slip(word, nearest) else "sound"), theirs.get(nearest, "")


def _is_a_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out, taken for another, or swapped with its neighbour."""
    if abs(len(one) - len(other)) > 1:
        return False
    return bool(_without_a_letter(one) & _without_a_letter(other))


def _without_a_letter(word: str) -> set[str]:
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}
