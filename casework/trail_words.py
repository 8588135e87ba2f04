"""The trail in plain words: what somebody did, read, or was refused, as one would say it to the person it is about."""

from django.utils.translation import gettext

from agencies.enums import AuditResult, DataCategory, Purpose, RoleCode
from agencies.looks import FIGURES, ON_RECORD
from agencies.models import AuditEvent
from casework.enums import Could
from casework.trail_vocabulary import ACTS, ALONE, NOUNS


def what(row: AuditEvent) -> str:
    """`read 3 contacts (housing, health)`; `wrote a contact down (health)`; `was refused a document`."""
    if row.result == AuditResult.SHOWN:
        return gettext("read %(what)s") % {"what": _how_many(row)} + _categories(row)
    if row.result == AuditResult.REFUSED:
        return _refusal(row)
    return _act(row) + _categories(row)


def why(row: AuditEvent) -> str:
    """The purpose."""
    return str(Purpose(row.purpose).label)


def what_for_one(row: AuditEvent) -> str:
    """The same, as it is told to one of the people of a household: which part, and neither how much of it there is nor of
    which categories. By a number that does not fit, or a category that nobody spoke of, one learns what is kept from one.
    """
    if row.result == AuditResult.SHOWN:
        one, several = NOUNS.get(row.subject_type, (row.subject_type, row.subject_type))
        return gettext("read %(what)s") % {"what": str(one if row.subject_type in ALONE else several)}
    if row.result == AuditResult.REFUSED:
        return _refusal(row)
    return _act(row)


def why_could(row: AuditEvent) -> str:
    """What opened the record to them: their work, a share and its agreement, or what the service itself is for."""
    could: str = row.could  # type: ignore[attr-defined]  # annotated by casework.looks
    title: str | None = row.could_under  # type: ignore[attr-defined]  # the same
    if row.result == AuditResult.REFUSED:
        return gettext("They could not: it was refused")
    if row.system:
        return gettext("Part of running the service")
    if row.purpose == Purpose.OVERSIGHT:
        return gettext("Oversees how data are used")
    if could == Could.SHARED:
        return gettext("Shared with %(agency)s under “%(agreement)s”") % {
            "agency": row.agency,  # type: ignore[attr-defined]  # the same
            "agreement": title,
        }
    return str(Could(could).label)


def who(row: AuditEvent) -> str:
    """A name; of the service itself, that it was the service."""
    name: str | None = row.who  # type: ignore[attr-defined]  # annotated by casework.looks
    if row.system:
        return gettext("Alongside itself (%(system)s)") % {"system": row.system}
    return name or gettext("Somebody of the household")


def role(row: AuditEvent) -> str:
    """The role in which they acted; empty for the service itself."""
    code: str | None = row.role  # type: ignore[attr-defined]  # annotated by casework.looks
    return str(RoleCode(code).label) if code else ""


def _act(row: AuditEvent) -> str:
    return str(ACTS.get(row.event, row.event.replace(".", " ").replace("_", " ")))


def _how_many(row: AuditEvent) -> str:
    one, several = (str(each) for each in NOUNS.get(row.subject_type, (row.subject_type, row.subject_type)))
    count = len(row.subject_ids)
    if row.subject_type in {"agencies.auditevent", FIGURES, ON_RECORD}:
        return one
    if count == 0:
        return gettext("that there are no %(several)s") % {"several": several}
    return one if count == 1 else f"{count} {several}"


def _categories(row: AuditEvent) -> str:
    # In the order in which agreements list them, so that the same look always reads alike.
    labels = [str(each.label).lower() for each in DataCategory if each.value in row.categories]
    return f" ({', '.join(labels)})" if labels else ""


def _refusal(row: AuditEvent) -> str:
    if row.details.get("code") == "token_refused":
        return gettext("came with a token that was no longer good")
    what = NOUNS.get(row.subject_type, (gettext("something"), ""))[0]
    read, change = gettext("was refused: tried to read %(what)s"), gettext("was refused: tried to change %(what)s")
    return (read if row.route.startswith(("GET ", "HEAD ")) else change) % {"what": what}
