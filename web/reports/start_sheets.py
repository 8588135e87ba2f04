"""The tables of what came before and after cases started, and of failure demand, which page and CSV have in common."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from casework.enums import Demand
from outcomes.reports.failure import SORTS, Judged, Judgements
from outcomes.reports.starts import FileStarts, Starts
from outcomes.suppression import Shows
from web.reports.sheets import Sheet, left_out, month_words, said


def of_starts(found: Starts) -> Sheet:
    """Each file: how many households count, and their contacts on either side."""
    names = names_of(found)
    columns = [
        _("Agency"), _("Households"), _("Months on each side"), _("Contacts before"), _("Contacts since"),
        _("Households with fewer than six months"),
    ]  # fmt: skip
    cells = [
        [
            name, said(each.households), "" if each.months is None else f"{each.months}",
            *((said(each.before), said(each.after)) if each.months else ("", "")), said(each.early),
        ]
        for name, each in zip(names, found.files, strict=True)
    ]  # fmt: skip
    rows = zip(names, found.files, strict=True)
    out = left_out(
        (name, each.households) for name, each in rows if each.months is None and each.households.number is None
    )
    return Sheet("starts", _("Before and after a case started"), _starts_finding(found), columns, cells, out)


def of_kinds(found: Starts) -> Sheet:
    """The same by kind of contact."""
    columns = [_("Agency"), _("Kind of contact"), _("Contacts before"), _("Contacts since")]
    cells = [
        [name, kind_words(kind.words, is_rest=kind.is_rest), said(kind.before), said(kind.after)]
        for name, each in zip(names_of(found), found.files, strict=True)
        for kind in each.kinds
    ]
    fewer = [
        (kind.before.number - kind.after.number, kind.words, name)
        for name, each in zip(names_of(found), found.files, strict=True)
        for kind in each.kinds
        if kind.before.number is not None and kind.after.number is not None and not kind.is_rest
    ]
    if fewer and max(fewer)[0] > 0:
        number, words, name = max(fewer)
        finding = ngettext(
            "Rarer by most: %(kind)s, %(agency)s: %(number)s contact fewer.",
            "Rarer by most: %(kind)s, %(agency)s: %(number)s contacts fewer.",
            number,
        ) % {"kind": kind_words(words), "agency": name, "number": number}
    else:
        finding = _("No kind of contact became rarer, as far as it may be said.")
    return Sheet("kinds", _("Before and after, by kind of contact"), finding, columns, cells)


def of_failure(found: Judgements) -> Sheet:
    """What workers said caused each contact, by whose worker wrote it down."""
    columns = [
        _("Agency"),
        *(str(Demand(sort).label) for sort in SORTS),
        _("All contacts"),
        _("Failure, of those judged"),
    ]
    cells = [_failure_line(each.name, each) for each in found.agencies]
    if cells:
        cells.append(_failure_line(_("All agencies"), found.total))
    share = found.total.share
    if not found.agencies:
        finding = _("No contact was written down in these months.")
    elif share is None:
        finding = _("Too few households, or no judgement: the share cannot be said.")
    else:
        finding = _("%(share)s%% of contacts that a worker judged came of something not done, or not done right.") % {
            "share": f"{share:.0f}"
        }
    title = _("Failure demand since %(month)s") % {"month": month_words(found.first)}
    return Sheet("failure", title, finding, columns, cells)


def names_of(found: Starts) -> list[str]:
    """How each file is called: by its agency alone, where that has one."""
    codes = [each.agency for each in found.files]
    return [
        each.name
        if codes.count(each.agency) == 1
        else _("%(agency)s: %(file)s") % {"agency": each.name, "file": each.source}
        for each in found.files
    ]


def kind_words(words: str, *, is_rest: bool = False) -> str:
    """A kind of contact in the agency's words; where it has none, ours."""
    if is_rest:
        return _("Kinds that fewer than five households met")
    return words or _("Kind not said")


def _failure_line(name: str, each: Judged) -> list[str]:
    share = "" if each.share is None else f"{each.share:.0f}%"
    return [name, *(said(each.sorts[sort]) for sort in SORTS), said(each.contacts), share]


def _starts_finding(found: Starts) -> str:
    if found.households.shows is Shows.FEWER:
        return _("Fewer than five households have six months before and after their case started: too few to say.")
    if not found.households.number:
        if any(each.early.number != 0 for each in found.files):
            return _(
                "It is too early to say: no case has six months before and after its start in what agencies handed over."
            )
        return _("No household that a panel made a case of has been taken in yet: there is no before and after.")
    known = [
        (each.before.number - each.after.number, name, each)
        for name, each in zip(names_of(found), found.files, strict=True)
        if each.before.number is not None and each.after.number is not None
    ]
    if not known:
        return _("Too few households met any agency to say how often.")
    _fewer, name, each = max(known, key=lambda row: row[0])
    return _change_words(name, each)


def _change_words(name: str, each: FileStarts) -> str:
    numbers = {"agency": name, "before": each.before.number, "after": each.after.number}
    return _("%(agency)s: %(before)s contacts in the months before, %(after)s in as many since.") % numbers
