"""Walks every address as everybody of the matrix, and says in its words what each was told."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from api.etags import etag_for
from outcomes.models import Signature
from tests.api.calls import CALLS, OWN, Call
from tests.api.routes import PREFIX, Route, api_routes, every_route, writes
from tests.api.world import KEYS, Door
from tests.security.matrix_cast import CLOSE, ELSEWHERE, MatrixWorld
from tests.security.matrix_file import API, LEVELS, OF_THE_AGENCY, PAGES, RULES, Line
from tests.security.test_canary import CANARY

# Which row stands in the address of a page, by the word before its key, where that word is not the API's.
OF_PAGES = {
    "numbers": "identifiers",
    "living": "household-members",
    "changes": "household-changes",
    "sharing": "shares",
    "help": "pulls",
    "confidential": "confidential-addresses",
}
EMPTY: tuple[Any, ...] = (None, "", [], {})
NOT_FOUND = "Not found. Wanted is "  # beside the field of a body that names a row which is not there for them
# What would end the walk's own session, and is told of in tests/web/test_sign_in.py.
NOT_SENT = {"POST /sign-out/"}


def of_the_api() -> set[str]:
    """Every route and method of the API that holds somebody's rows or changes them."""
    return {f"{method} {route.name}" for route in api_routes() for method in route.methods}


def of_the_pages(open_addresses: list[str]) -> set[str]:
    """Every page and its methods, but for those that are open to strangers, and the rest of the API."""
    known = {route.pattern for route in api_routes()}
    pages = [route for route in every_route() if route.pattern not in known and route.pattern not in open_addresses]
    return {f"{method} {route.pattern}" for route in pages for method in methods_of(route)}


def methods_of(page: Route) -> list[str]:
    """GET, POST or both."""
    names = getattr(page.view, "http_method_names", ["get"])
    return [name.upper() for name in ("get", "post") if name in names and hasattr(page.view, name)] or ["GET"]


@dataclass(frozen=True)
class Cell:
    """One cell: at which address, for whom, what is written, and what they were told."""

    address: str
    who: str
    written: str
    told: str


# One for each reason that the code knows, where forms are sent and pages are drawn; what the API shows is asked for by all.
# `MATRIX=all bin/test tests/security/test_matrix*.py` asks everything for everybody, and is worth its minutes before a release.
ON_PAGES = {"manager", "partner", "only sees", "ended", "administrator", "governance lead"}
ON_PAGES |= {"conflicted manager", "break-glass"}
ACTING = ON_PAGES | {"other manager", "referrer"}
LOOKS = [line for line in API if line.address.startswith("GET")]
ACTS = [line for line in API if line not in LOOKS]


def shape_of(route: Route) -> str:
    """What a row is called that the route shows."""
    shown = getattr(route.view, "listed", None) or route.view.out
    return str(shown.__name__).removesuffix("Shown")


class Walk:
    """What everybody is told. `is_whole`: at every address, and not one for each reason where forms are sent."""

    def __init__(self, world: MatrixWorld, browsers: dict[str, Client], *, is_whole: bool) -> None:
        """Begin with their doors and browsers."""
        self.is_whole = is_whole
        self.member, self.outcome = world.open.member("Rosa").pk, world.open.case.outcomes.get().pk
        self.met, self.only, self.closed = 0, set[str](), CLOSE
        self.fields: dict[tuple[str, str], set[str]] = {}
        self.world, self.browsers = world, browsers
        self.doors = {who: Door(actor) for who, actor in world.people.items()}
        self.routes = {route.name: route for route in api_routes()}
        scene = world.open
        keys = [scene.household.pk, *(person.pk for person in scene.people)]
        self.needles = [scene.case.reference.encode(), *(str(key).encode() for key in keys)]
        # Tom has moved out: whoever is close to Rosa finds him in the home that he has by himself.
        self.kept = [needle for needle in self.needles if needle != str(scene.member("Tom").person_id).encode()]

    def told(self, lines: list[Line]) -> Iterator[Cell]:
        """Addresses of the API, those that show something and those that change it."""
        for line in lines:
            yield from self._cells(line, self._asked if line in LOOKS else self._acted)

    def levels(self) -> Iterator[Cell]:
        """Every address of the API that shows something, while the case is kept more closely, for those to whom that matters."""
        try:
            for kept, like in LEVELS.items():
                self.only, self.closed = set(like), CLOSE | {who for who, other in like.items() if who != other}
                self.world.keep(kept)
                for line in LOOKS:
                    for who, told in self._asked(line).items():
                        column = who if line.rule in OF_THE_AGENCY else like[who]
                        yield Cell(f"{line.address}, {kept}", who, RULES[line.rule][column], told)
        finally:
            self.only, self.closed = set(), CLOSE

    def pages(self) -> Iterator[Cell]:
        """Every page and every form."""
        for line in PAGES:
            if line.address not in NOT_SENT:
                yield from self._cells(line, self._opened)

    def _cells(self, line: Line, ask: Callable[[Line], dict[str, str]]) -> Iterator[Cell]:
        for who, told in ask(line).items():
            # What is open in an emergency is open on pages, to a human being, and to no token of theirs.
            like = "unrelated" if who == "break-glass" and line in API else who
            yield Cell(line.address, who, RULES[line.rule][like], told)

    def _asking(self, line: Line) -> Iterator[tuple[str, Door]]:
        """Who is asked for in this line: everybody, or one for each reason; a team mate where they are no colleague."""
        same = {"team mate"} if RULES[line.rule]["team mate"] == RULES[line.rule]["colleague"] else set()
        asked = self.only or set(self.doors) - (set() if self.is_whole else same)
        for who in [each for each in self.doors if each in asked]:
            if self.is_whole or line in LOOKS or who in (ON_PAGES if line in PAGES else ACTING):
                yield who, self.doors[who]

    def _asked(self, line: Line) -> dict[str, str]:
        route, found = self.routes[line.address.split()[1]], {}
        address = route.at(self._key(route))
        address += "?page_size=100" if line.action == "list" and "none" in RULES[line.rule].values() else ""
        for who, door in self._asking(line):
            # One transaction for each: in one for all, every request reads past the dead rows of all before it.
            with transaction.atomic():
                answer = door.get(address)
                found[who] = self.cell(line, answer, who)
                self._note_fields(line, who, answer)
                transaction.set_rollback(True)
        return found

    def _note_fields(self, line: Line, who: str, answer: Any) -> None:
        """Which fields of a shape had something in them, for whom."""
        if answer.status_code != 200 or not answer["Content-Type"].startswith("application/json"):
            return
        told, shape = answer.json(), shape_of(self.routes[line.address.split()[1]])
        filled = self.fields.setdefault((shape, who), set())
        for row in told.get("results", [told]):
            filled |= {name for name, value in row.items() if value not in EMPTY}

    def _acted(self, line: Line) -> dict[str, str]:
        """The good request of tests/api/calls.py, from each of them; nothing of it stays."""
        found, view = {}, writes()[line.address].view
        call = self._about(CALLS[line.address](self.world))
        key = call.subject.rstrip("/").rpartition("/")[2]
        row = view.subject(self.world[call.who].actor, key) if view.needs_match else None
        for who, door in self._asking(line):
            match = etag_for(row, door.actor) if row and call.subject not in OWN else call.etag(door)
            for named in call.body.get("handovers", []):  # each names the version that they themselves were shown
                named["etag"] = door.get(f"cases/{named['case']}/").get("ETag", named["etag"])
            with transaction.atomic():
                answer = call.sent_by(door, match=match)
                transaction.set_rollback(True)
            found[who] = self.cell(line, answer, who)
        return found

    def _opened(self, line: Line) -> dict[str, str]:
        """A page, or its form sent with nothing in it: who may not is told so before they are told what is missing."""
        method, pattern = line.address.split()
        address, found = self._address(pattern), {}
        for who, door in self._asking(line):
            browser = self.browsers[who]
            with transaction.atomic():
                if pattern.startswith(PREFIX):
                    answer = door.send(method, address)
                else:
                    # Not as it is written, or the form itself would answer with it.
                    said = {"words": self.world.open.case.reference.lower()} if pattern == "/search/" else {}
                    answer = browser.get(address) if method == "GET" else browser.post(address, said)
                transaction.set_rollback(True)
            found[who] = self.cell(line, answer, who)
        return found

    def cell(self, line: Line, answer: HttpResponse, who: str) -> str:
        """An answer in the words of the matrix; whether the word that stands in every text came with it."""
        cell = self._cell(line, answer, who)
        if who in self.closed and any(needle in answer.content for needle in self.kept):
            return f"{cell}, and whom it is about with it"
        of_others = who in self.closed | ELSEWHERE and cell == "none"  # a list has words of others, with whom they work
        if not of_others and CANARY.encode() in answer.content + repr(sorted(answer.headers.items())).encode():
            self.met += 1
            return cell if cell not in {"-", "no", "none"} else f"{cell}, and words of the record with it"
        return cell

    def _cell(self, line: Line, answer: HttpResponse, who: str) -> str:
        status = answer.status_code
        if status == 404:
            return "-"
        if status == 403:
            return "no"
        if status == 400 and NOT_FOUND.encode() in answer.content:
            return "-"
        if status >= 500 or status in {400, 401, 405, 412, 428} or (status == 409 and line.address in CALLS):
            return f"{status} {answer.content[:200]!r}"
        if "/sign-in/" in answer.get("Location", "") and line.section != "Sign-in":
            return "led to sign in"
        return self._read(line, answer, who)

    def _read(self, line: Line, answer: HttpResponse, who: str) -> str:
        """What stands in an answer."""
        if line.rule == "content":
            return self._lines(line, answer, who)
        if "none" not in RULES[line.rule].values():
            return "yes"
        if "{" in line.address or line.rule in {"delivery list", "exits"}:
            return "yes" if answer.json()["results"] else "none"
        needles = self.kept if who in self.closed else self.needles
        if line.rule == "register":
            needles = [str(self.world.conflict.pk).encode(), CANARY.encode()]
        return "yes" if any(needle in answer.content for needle in needles) else "none"

    def _lines(self, line: Line, answer: HttpResponse, who: str) -> str:
        """Which lines of a list came, each by its category, or as their own."""
        kind = line.address.rstrip("/").rpartition("/")[2]
        rows = getattr(self.world.open.case, {"warnings": "casewarnings"}.get(kind, kind)).all()
        ours, own = self.world.cast.team.agency_id, self.world.people[who].signatory.agency_id
        came = {row["id"] for row in answer.json()["results"]}
        if RULES[line.rule][who] == "all":
            return "all" if came == {str(row.pk) for row in rows} else f"{len(came)} of {len(rows)}"
        # Beside what the agency that leads wrote of the same category, partners see that of other partners alike.
        words = RULES[line.rule][who].split()
        wanted = {str(row.pk) for row in rows if row.category in words or (own != ours and self._source(row) == own)}
        return RULES[line.rule][who] if came == wanted else f"{len(came)} of {len(rows)}"

    def _about(self, call: Call) -> Call:
        """The same request about a row of a category that we know, where the case has several."""
        known = {
            "contacts": self.world.of_housing.pk,
            "documents": self.world.with_file.pk,
            "pulls": self.world.offered.pk,
        }
        kind, _, rest = call.path.partition("/")
        key, _, verb = rest.partition("/")
        return replace(call, path=f"{kind}/{known[kind]}/{verb}") if kind in known and key else call

    @staticmethod
    def _source(row: Any) -> Any:
        return getattr(row, "source_agency_id", None)

    def _key(self, route: Route) -> str:
        world = self.world
        special: dict[str, Callable[[], object]] = {
            "contacts/{id}/": lambda: world.of_health.pk,
            "documents/{id}/": lambda: world.with_file.pk,
            "documents/{id}/file/": lambda: world.with_file.pk,
            "closure-proposals/{id}/": lambda: world.proposal(world.full).pk,
            "cases/{reference}/closure-proposals/": lambda: world.full.case.reference,
            "cases/{reference}/closures/": lambda: world.full.case.reference,
        }
        make = special.get(route.name, lambda: world.key(route, world.open))
        return str(make())

    def _address(self, pattern: str) -> str:
        """The address of a page about the Bells."""
        scene = self.world.open
        found = pattern.replace("{reference}", scene.case.reference).replace("{member}", str(self.member))
        found = found.replace("{outcome}", str(self.outcome))
        special = {
            "contacts": self.world.of_health.pk,
            "documents": self.world.with_file.pk,
            "help": self.world.offered.pk,
            "with": scene.case.pk,  # out to a provider, which nobody asks here: tests/web/test_sign_in_by_provider.py
            "providers": self.world.provider.pk,
            "conflicts": self.world.conflict.pk,
            "emergencies": self.world.over.pk,
            "people": self.member if pattern.startswith("/cases/") else scene.people[0].pk,
            "printed": scene.case.printed_plans.order_by("printed_at")[0].pk,
            "signatures": Signature.objects.filter(member__case=scene.case)[0].pk,
        }
        if pattern.startswith("/agencies/"):
            special["links"] = self.world.link.pk  # of somebody's own sign-in, not of two records of one person
        for word in re.findall(r"([\w-]+)/\{\w+\}", found):
            key = special.get(word) or KEYS[OF_PAGES.get(word, word)](self.world, scene)
            found = re.sub(r"\{\w+\}", str(key), found, count=1)
        return found
