"""Agreements between agencies, and cases shared under them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from agencies import agreements, clock
from agencies.actors import Actor, member_actor
from agencies.enums import AgencyKind, DataCategory, RoleCode
from agencies.models import Agency, LawfulBasis, Membership, SharingAgreement
from agencies.partners import register_agency
from casework import sharing
from casework.enums import ShareLevel
from casework.models import CaseShare
from tests.factories.agencies import Cast, make_member
from tests.factories.casework import Scene

BASES = ["art6-1-e", "art9-2-g", "sch1-2-18", "art10-official"]
COVERED = (DataCategory.GENERAL, DataCategory.HOUSING, DataCategory.HEALTH, DataCategory.OFFENCES)


def make_agreement(
    cast: Cast, *partners: Agency, signed: bool = True, days: tuple[int, int] = (-30, 335), **said: Any
) -> SharingAgreement:
    """Between the council and the partners, or the police; signed by all, from thirty days ago, for a year."""
    agencies = [cast.team.agency, *(partners or [cast.chidi.agency])]
    today = clock.today()
    first_day, last_day = (today + timedelta(days=number) for number in days)
    terms: dict[str, Any] = {
        "title": "Working together with households",
        "purposes": ["support"],
        "why": "One household, one story",
        "categories": COVERED,
        "data_items": "What is recorded of the work with them",
        "bases": LawfulBasis.objects.filter(pk__in=BASES),
        "rights": "A leaflet, and the worker tells them",
        "governance": "Reviewed each year; kept as the council's schedule says",
        "review_on": last_day,
    } | said
    agreement = agreements.draft(parties=agencies, first_day=first_day, last_day=last_day, by=cast.gill, **terms)
    for agency in agencies if signed else []:
        agreement = agreements.sign(agreement, agency=agency, signatory_name="Its director", by=cast.gill)
    return agreement


def make_share(
    scene: Scene,
    partner: Actor,
    *categories: DataCategory,
    agreement: SharingAgreement | None = None,
    level: ShareLevel = ShareLevel.CONTRIBUTE,
    last_day: date | None = None,
    only_to: Collection[Actor] = (),
    **said: Any,
) -> CaseShare:
    """The scene's case, shared by Asha with the partner's agency: housing and offences, to see and to contribute."""
    assert partner.agency is not None
    return sharing.share(
        scene.fresh(),
        agency=partner.agency,
        agreement=agreement or make_agreement(scene.cast, partner.agency),
        categories=categories or [DataCategory.HOUSING, DataCategory.OFFENCES],
        level=level,
        reason="They are called there often",
        participant_told="Rosa, at home, today",
        practitioners=[actor.membership for actor in only_to if actor.membership],
        last_day=last_day,
        by=scene.cast.asha,
        **said,
    )


def make_partner(cast: Cast, name: str, code: str, kind: AgencyKind = AgencyKind.NHS) -> Actor:
    """A practitioner of another agency, which is registered with them."""
    agency = register_agency(code=code, name=code.capitalize(), kind=kind, by=cast.adi)
    return make_member(cast.adi, name, agency, RoleCode.PRACTITIONER)


def the_practice(cast: Cast) -> Actor:
    """Gita, of a practice that stands beside the cast: made when it is first asked for."""
    gita = Membership.objects.select_related("user", "agency", "team").filter(user__name="Gita").first()
    return member_actor(gita) if gita else make_partner(cast, "Gita", "practice")
