"""Households that several agencies met: mentions as the linkage left them, and nominations made of them as the worker does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from agencies import agreements, clock, partners
from agencies.actors import Actor, system_actor
from agencies.enums import AgencyKind, DataCategory, RoleCode
from agencies.extracts.rows import ALL_ITEMS
from agencies.models import Agency, Extract, SharingAgreement, StagedMention
from casework import nominating, objections, panel
from casework.models import LinkageRun, LinkedMention, Nomination
from casework.newest_run import newest_run
from tests.conftest import database_role
from tests.factories.agencies import Cast, make_member
from tests.factories.extracts import make_profile
from tests.factories.sharing import make_agreement

ADDRESS = "14 Mill Lane, Rushford"


@dataclass
class Found:
    """Three agencies, what binds them, and the managers and governance lead of each."""

    cast: Cast
    agencies: dict[str, Agency]
    agreement: SharingAgreement
    pia: Actor  # manager at the police
    greta: Actor  # governance lead at the police
    noor: Actor  # manager of the hospital

    def __post_init__(self) -> None:
        self.joins = False  # what another made before
        self.extracts: dict[tuple[str, UUID], Extract] = {}
        self.run: LinkageRun | None = None
        self.people = 0

    def extract(self, agency: str, agreement: SharingAgreement | None = None) -> Extract:
        """One that was taken in, of this agency, under this agreement."""
        agreement = agreement or self.agreement
        key = agency, agreement.pk
        if key not in self.extracts:
            by = self.cast.gill.signatory
            self.extracts[key] = Extract.objects.create(
                agency=self.agencies[agency],
                agreement=agreement,
                profile=make_profile(self.cast.gill, "adult_social_care"),
                file_key=uuid4(),
                size=100,
                sha256=sha256(uuid4().bytes).hexdigest(),
                received_by=by,
                taken_in_at=clock.now(),
                taken_in_by=by,
            )
        return self.extracts[key]

    def household(self, *agencies: str, days: Sequence[int] = (30,), **said: Any) -> UUID:
        """A household of one person, whom each of these agencies met so many days ago, each time for another reason."""
        self.people += 1
        household, person = uuid4(), self.people
        for agency in agencies:
            for ago in days:
                self.mention(household, person, agency, clock.today() - timedelta(days=ago), **said)
        return household

    def mention(
        self, household: UUID, person: int, agency: str, on: date | None, *, under: Any = None, **said: Any
    ) -> StagedMention:
        """One more, linked."""
        with database_role("seed"):
            extract = self.extract(agency, under)
        words = {
            "role": "client", "event": f"Visit {on:%B}" if on else "", "forenames": "Rosa", "surname": f"Oduya{person}",
            "born_on": date(1981, 4, 9), "address": ADDRESS, "postcode": "ST4 1HH", "nhs_number": "9990000018", "sex": "2",
            "slot": 1,
        } | said  # fmt: skip
        words.setdefault("record", f"R{uuid4().hex[:8]}")
        with database_role("seed"):
            row = StagedMention.objects.create(
                extract=extract, agency=extract.agency, source="notes", line=2, is_current=True, occurred_on=on,
                **words,
            )  # fmt: skip
            LinkedMention.objects.create(run=self.stored(), mention=row, person=person, household=household)
        return row

    def stored(self) -> LinkageRun:
        """The run that counts."""
        if self.run is None:
            before = Nomination.objects.filter(decided_at__isnull=True).select_related("run").first()
            self.run = (before.run if before else newest_run()) if self.joins else None
        if self.run is None:
            self.run = LinkageRun.objects.create(
                asked_by=self.cast.gill.signatory, as_of=clock.today(), stored_at=clock.now()
            )
        return self.run

    def again(self) -> LinkageRun:
        """Another run that finds the same."""
        before, self.run = self.run, None
        with database_role("seed"):
            run = self.stored()
        with database_role("owner"):
            LinkedMention.objects.filter(run=before).update(run=run)
        assert self.run is not None
        return self.run


def make_found(cast: Cast, **said: Any) -> Found:
    """The council, the police and a hospital, who agreed to find households together, on these terms. As seed."""
    nhs = partners.register_agency(code="nhs", name="Hospital", kind=AgencyKind.NHS, by=cast.adi)
    police = cast.chidi.signatory.agency
    teams = [partners.register_team(agency=agency, name="Early help", by=cast.adi) for agency in (police, nhs)]
    pia = make_member(cast.adi, "Pia", police, RoleCode.MANAGER, teams[0])
    greta = make_member(cast.adi, "Greta", police, RoleCode.GOVERNANCE_LEAD)
    noor = make_member(cast.adi, "Noor", nhs, RoleCode.MANAGER, teams[1])
    agencies = {"council": cast.team.agency, "police": police, "nhs": nhs}
    return Found(cast, agencies, make_panel_agreement(cast, police, nhs, **said), pia, greta, noor)


def make_nominations(cast: Cast, number: int = 1) -> list[Nomination]:
    """Households whom the council and the police met; beside them, what the panel set, and one who objects. As seed."""
    by, agreement = cast.gill, make_panel_agreement(cast, cast.chidi.signatory.agency)
    agencies = {"council": cast.team.agency, "police": cast.chidi.signatory.agency}
    found = Found(cast, agencies, agreement, cast.mina, by, cast.mina)
    found.joins = True
    households = []
    for _ in range(number):
        panel.set_thresholds(agencies=2, contacts=2, reason="A small place", by=cast.mina)
        households.append(found.household("council", "police"))
        other = found.household("council")
        mention = found.stored().linked.select_related("mention").get(household=other).mention
        objections.record(mention, words="Leave me alone", by=by)
    nominating.nominate(found.stored(), system_actor("linkage"))
    return list(Nomination.objects.filter(household__in=households))


def make_panel_agreement(cast: Cast, *agencies: Agency, **said: Any) -> SharingAgreement:
    """To find households, between the council and these."""
    terms: dict[str, Any] = {
        "purposes": ["linkage"], "items": sorted(ALL_ITEMS), "categories": list(DataCategory), "title": "Finding households",
    } | said  # fmt: skip
    return make_agreement(cast, *agencies, **terms)


def nominate() -> list[Nomination]:
    """As each night; all that wait, by rank."""
    with database_role("worker"):
        nominating.nominate_tonight()
    with database_role("seed"):
        return list(Nomination.objects.filter(decided_at__isnull=True).order_by("-score", "pk"))


def suspend(found: Found) -> None:
    """Somebody's agreement stands still."""
    with database_role("app"):
        agreements.suspend(found.agreement, reason="a breach", by=found.cast.gill)
