"""The tables of the demand picture, which the page and the CSV have in common, each with its finding."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from outcomes.reports.demand import Demand, Repeats
from outcomes.reports.tables import Figure
from web.reports.sheets import Sheet, month_words, said


def of_shared(found: Demand) -> Sheet:
    """Whom each two agencies share; on the diagonal whom each knows."""
    cells = [
        [name, *(said(shared_by(found, code, other)) for other in found.names)] for code, name in found.names.items()
    ]
    columns = [_("Agency"), *found.names.values()]
    return Sheet("shared", _("Whom agencies share"), _shared_finding(found), columns, cells)


def shared_by(found: Demand, code: str, other: str) -> Figure:
    """Households known to both; to the one, where they are the same."""
    if code == other:
        return found.each[code]
    return found.both[(code, other) if (code, other) in found.both else (other, code)]


def of_areas(found: Demand) -> Sheet:
    """Households by area, and by how many agencies know them."""
    table = found.by_number
    columns = [_("Area"), *(number_words(each, table.columns) for each in table.columns), _("All households")]
    cells = [[area or _("Not known"), *map(said, line)] for area, line in table.rows.items()]
    cells.append([_("All areas"), *map(said, table.total)])
    return Sheet("areas", _("How many agencies know a household"), _number_finding(found), columns, cells)


def of_places(found: Demand) -> Sheet:
    """Households by neighbourhood."""
    known = {place: figure.number for place, figure in found.places.items() if figure.number is not None}
    if known:
        most = max(known, key=lambda place: known[place])
        finding = _("Most households live in %(place)s: %(number)s.") % {"place": most, "number": known[most]}
    else:
        finding = _("Too few households in any neighbourhood to say how many.")
    cells = [[place, said(figure)] for place, figure in found.places.items()]
    return Sheet("places", _("Neighbourhoods"), finding, [_("Postcode sector"), _("Households")], cells)


def of_contacts(found: Demand) -> Sheet:
    """Contacts by month and agency."""
    table = found.months
    columns = [_("Month"), *(found.names[code] for code in table.columns), _("All agencies")]
    cells = [[month_words(date.fromisoformat(f"{month}-01")), *map(said, line)] for month, line in table.rows.items()]
    cells.append([_("All months"), *map(said, table.total)])
    number = table.total[-1].number
    if number is None:
        finding = _("Too few households to say how often they came.")
    else:
        finding = ngettext(
            "%(number)s contact in %(months)s months.", "%(number)s contacts in %(months)s months.", number
        ) % {"number": number, "months": len(table.rows)}
    return Sheet("contacts", _("Contacts by month"), finding, columns, cells)


def of_repeats(found: Demand) -> Sheet:
    """How soon they came again."""
    columns = [_("Agency"), _("Contacts"), _("Within 90 days of another"), _("Share")]
    cells = [
        [found.names[each.agency], said(each.contacts), said(each.repeats), _percent(each)] for each in found.repeats
    ]
    shares = [(each.share, found.names[each.agency]) for each in found.repeats if each.share is not None]
    if shares:
        share, name = max(shares)
        finding = _("Most often at %(agency)s: %(share)s%% of contacts came within 90 days of another.") % {
            "agency": name,
            "share": f"{share:.0f}",
        }
    else:
        finding = _("Too few households to say how many came again.")
    return Sheet("repeats", _("Back within 90 days"), finding, columns, cells)


def households_words(found: Demand) -> str:
    """`3,412 households`; empty where their number may not be said."""
    number = found.by_number.total[-1].number
    if number is None:
        return ""
    return ngettext("%(number)s household", "%(number)s households", number) % {"number": f"{number:,}"}


def number_words(number: str, columns: list[str]) -> str:
    """`One agency`; of the last column `Three agencies or more`."""
    words = {"1": _("One agency"), "2": _("Two agencies"), "3": _("Three agencies")}
    more = {"3": _("Three agencies or more")}
    return more.get(number, words[number]) if number == columns[-1] else words[number]


def _percent(each: Repeats) -> str:
    return "" if each.share is None else f"{each.share:.0f}%"


def _number_finding(found: Demand) -> str:
    table = found.by_number
    known = [figure.number for figure in table.total]
    every, alone = known[-1], known[0] if table.columns else None
    if not every or alone is None:
        return _("Too few households to say how many are known to more than one agency.")
    return _("%(some)s of %(all)s households are known to more than one agency.") % {
        "some": every - alone,
        "all": every,
    }


def _shared_finding(found: Demand) -> str:
    known = {pair: figure.number for pair, figure in found.both.items() if figure.number}
    if not known:
        return _("No two agencies share so many households that their number may be said.")
    one, two = max(known, key=lambda pair: known[pair])
    return _("%(one)s and %(two)s share most: about %(number)s households.") % {
        "one": found.names[one],
        "two": found.names[two],
        "number": known[one, two],
    }
