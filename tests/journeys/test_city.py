"""Seven agencies' extracts of a city, twice: linked, households found, some of them helped, and counted before and after.

Through the API of the running service and its worker alone. In January the agencies hand over what had happened until then;
in October they hand over all of it.
"""

import csv
import io
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from agencies import partners
from agencies.actors import Actor
from agencies.data_items import DataItem
from agencies.enums import AgencyKind, DataCategory, RoleCode
from agencies.extracts.profiles import shipped, shipped_as_given
from tests.conftest import Clock, database_role
from tests.factories.agencies import Cast, make_member
from tests.journeys.conftest import Client

CITY = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "city"
JANUARY = datetime(2026, 1, 12, 10, 0, tzinfo=UTC)
OCTOBER = datetime(2026, 10, 5, 10, 0, tzinfo=UTC)
PATIENCE_SECONDS = 300
HELPED = 25  # enough that some kinds of contact are of five households or more


class Source(NamedTuple):
    """Whose file it is, and what is in it: rows that are read, people and places in them, rows that are refused."""

    kind: AgencyKind
    rows: int
    mentions: int
    refused: int


# Eight patients were born after the last day of the file, and nobody is born in the future.
SOURCES = {
    "housing": Source(AgencyKind.HOUSING, 7596, 9466, 0),
    "police": Source(AgencyKind.POLICE, 9045, 9045, 0),
    "fire": Source(AgencyKind.FIRE, 1627, 1627, 0),
    "nhs_emergency": Source(AgencyKind.NHS, 9708, 9700, 8),
    "schools": Source(AgencyKind.SCHOOL, 7262, 14524, 0),
    "treatment": Source(AgencyKind.COMMUNITY, 1182, 1182, 0),
    "adult_social_care": Source(AgencyKind.COUNCIL, 2474, 2474, 0),
}
ASSUMED = {
    "grade": 3, "deadweight_least": "0.2", "deadweight": "0.3", "deadweight_most": "0.5", "cashable": "0.2",
    "reason": "What contacts of this kind cost on average",
}  # fmt: skip
pytestmark = pytest.mark.skipif(not CITY.exists(), reason="needs ../shared/data/city, which is not part of the product")


class City:
    """The council, six other agencies, and what binds them."""

    def __init__(self, cast: Cast, client_of: Any) -> None:
        self.asha = str(cast.asha.signatory.pk)
        with database_role("seed"):
            leads = {name: _governance_lead(cast, name, source.kind) for name, source in SOURCES.items()}
        self.actors = {**leads, "gill": cast.gill, "mina": cast.mina}
        self.client_of = client_of
        self.sign_in()
        self.agreement = self._agree([str(lead.signatory.agency.pk) for lead in leads.values()])
        self.profiles = {
            name: self.clients[name].post("extract-profiles/", {"name": name, "spec": shipped_as_given()[name]})["id"]
            for name in SOURCES
        }

    def sign_in(self) -> None:
        """Everybody has a token, which holds for twelve hours."""
        self.clients: dict[str, Client] = {name: self.client_of(actor) for name, actor in self.actors.items()}
        self.gill, self.mina = self.clients["gill"], self.clients["mina"]

    def _agree(self, parties: list[str]) -> str:
        body = {
            "title": "Finding households who come back again and again", "parties": parties, "purposes": ["linkage"],
            "why": "One offer of help instead of seven", "categories": list(DataCategory), "items": list(DataItem),
            "data_items": "What the extracts hold", "rights": "A leaflet", "governance": "Reviewed each year",
            "bases": ["art6-1-e", "art9-2-h", "art9-2-g", "sch1-1-2", "sch1-2-6", "art10-official"],
            "retention": "Two years", "security": "Through this service alone", "dpia_reference": "DPIA 2025/7",
            "direction": "both", "first_day": "2026-01-12", "last_day": "2027-01-11", "review_on": "2026-12-01",
        }  # fmt: skip
        path = f"agreements/{self.gill.post('agreements/', body)['id']}/"
        for party in parties:
            self.gill.get(path)
            self.gill.post(f"{path}sign/", {"agency": party, "signatory_name": "Its director"}, 200, seen=path)
        return str(self.gill.get(path)["id"])

    def agency(self, name: str) -> str:
        """The key of the agency of this name."""
        agencies = [actor.signatory.agency for actor in self.actors.values()]
        return next(str(agency.pk) for agency in agencies if name in {agency.name, agency.code})

    def hand_over(self, name: str, content: bytes) -> dict[str, Any]:
        """The agency's file, taken in by the worker; gives the extract."""
        said = {"agreement": self.agreement, "profile": self.profiles[name]}
        key = self.clients[name].hand_over("extracts/", said, f"{name}.csv", content)["id"]
        return done(self.clients[name], f"extracts/{key}/")

    def is_named(self, key: str) -> bool:
        """Whether the agreements name somebody of a household that was found; a hostel's door may be all that is known."""
        return bool(self.mina.get(f"nominations/{key}/")["evidence"]["people"])

    def help_household(self, key: str) -> str:
        """A manager decides that a household becomes a case, and who leads it; gives its reference."""
        reason = "Many services meet them, and none of them knows of the others"
        path = f"nominations/{key}/"
        decided = self.mina.post(f"{path}decide/", {"decision": "become_case", "reason": reason}, 200)
        self.mina.do(decided["case"], "accept", {"lead": self.asha})
        return str(decided["case"])

    def link(self) -> dict[str, Any]:
        """All that was taken in, linked by the worker; gives the run."""
        for run in self.gill.get("linkage-runs/")["results"]:
            done(self.gill, f"linkage-runs/{run['id']}/")  # the bell may have been faster, and before the last file
        key = self.gill.post("linkage-runs/")["id"]
        return done(self.gill, f"linkage-runs/{key}/")


def _governance_lead(cast: Cast, name: str, kind: AgencyKind) -> Actor:
    """Who hands over that agency's file. Adult social care is the council's own."""
    if kind == AgencyKind.COUNCIL:
        return cast.gill
    if kind == AgencyKind.POLICE:
        assert cast.chidi.agency is not None
        agency = cast.chidi.agency
    else:
        agency = partners.register_agency(code=name, name=name.replace("_", " "), kind=kind, by=cast.adi)
    return make_member(cast.adi, f"Lead-{name}", agency, RoleCode.GOVERNANCE_LEAD)


def is_shown(kind: dict[str, Any]) -> bool:
    """Whether both of its numbers may be said."""
    return all(kind[side]["number"] is not None for side in ("before", "after"))


def done(client: Client, path: str) -> dict[str, Any]:
    """What stands there once its job has ended."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while (found := client.get(path))["job"]["state"] in {"queued", "running"}:
        assert time.monotonic() < deadline, found["job"]
        time.sleep(0.3)
    assert (found["job"]["state"], found["job"]["trouble"]) == ("done", "")
    return dict(found)


def until(name: str, day: datetime) -> bytes:
    """The file as it would have been on that day: without the rows of later ones."""
    profile = shipped()[name]
    content = (CITY / f"{name}.csv").read_bytes()
    dated = [column for column in profile.columns if column.field == "occurred_on"]
    if not dated:
        return content
    first, *lines = content.splitlines(keepends=True)
    at = profile.headers.index(dated[0].header)

    def is_past(line: bytes) -> bool:
        options: dict[str, Any] = {"quotechar": profile.quote} if profile.quote else {"quoting": csv.QUOTE_NONE}
        cells = next(csv.reader(io.StringIO(line.decode(profile.encoding)), delimiter=profile.delimiter, **options))
        return datetime.strptime(cells[at], dated[0].formats[0]).replace(tzinfo=UTC) < day

    return b"".join([first, *(line for line in lines if is_past(line))])


@pytest.mark.usefixtures("ready_service")
def test_a_city_is_linked_households_are_found_and_those_helped_are_counted_before_and_after(
    client_of: Any, cast: Cast, clock: Clock
) -> None:
    # January: what had happened until then.
    clock.set(JANUARY)
    city = City(cast, client_of)
    for name in SOURCES:
        city.hand_over(name, until(name, JANUARY))
    assert city.link()["mentions"] > 30_000
    found = city.mina.get("nominations/?page_size=100")["results"]
    assert all(each["agencies"] >= 3 for each in found)
    cases = {city.help_household(key) for key in islice(filter(city.is_named, (each["id"] for each in found)), HELPED)}

    # October: all of it, and what was said before is said again.
    clock.set(OCTOBER)
    city.sign_in()
    for name, source in SOURCES.items():
        extract = city.hand_over(name, (CITY / f"{name}.csv").read_bytes())
        assert Source(source.kind, *(extract[of] for of in ("rows", "mentions", "refused_rows"))) == source, name
        if source.refused:
            refused = city.clients[name].get(f"extracts/{extract['id']}/refused-rows/")["results"]
            assert {problem["column"] for row in refused for problem in row["problems"]} == {"birth_date"}
    run = city.link()
    assert run["mentions"] == sum(source.mentions for source in SOURCES.values())
    assert len(cases) == HELPED
    assert all(city.mina.get(f"cases/{reference}/")["status"] == "accepted" for reference in cases)

    # Before and after: of households together, as far as their number lets it be said.
    demand = city.mina.get("demand/")
    assert (demand["as_of"], demand["extracts"]) == ("2026-10-05", len(SOURCES))
    files = {each["file"]: each for each in demand["starts"]}
    assert files["police"]["months"] == 8, "whole ones, from the twelfth of January to the end of September"
    assert files["police"]["before"]["number"] > files["police"]["after"]["number"] > 0
    kinds = [
        (file, kind) for file in files.values() for kind in file["kinds"] if is_shown(kind) and not kind["is_rest"]
    ]
    file, kind = max(kinds, key=lambda each: each[1]["before"]["number"] - each[1]["after"]["number"])

    # Savings with ranges, on what a manager assumes, each line by its row of the catalogue.
    assert city.mina.get("savings/")["lines"] == []
    costs = {row["code"]: row for row in city.mina.get("unit-costs/?page_size=100")["results"]}
    city.mina.post("contact-costs/", {**ASSUMED, "agency": city.agency(file["agency"]), "kind": kind["words"],
                                      "unit_cost": costs["HE4.0"]["id"]})  # fmt: skip
    saved = city.mina.get("savings/")
    assert [(line["kind"], line["code"], line["before"], line["after"]) for line in saved["lines"]] == [
        (kind["words"], "HE4.0", kind["before"]["number"], kind["after"]["number"])
    ]
    present = saved["lines"][0]["present"]
    assert 0 < present["low"] < present["central"] < present["high"]
    assert saved["net"] is None, "nobody has said what the support costs"
