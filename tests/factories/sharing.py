"""Agreements between agencies, and cases shared under them."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from agencies import agreements, clock, declined_sharing
from agencies.actors import Actor, member_actor
from agencies.enums import AgencyKind, DataCategory, RoleCode
from agencies.models import Agency, DeclinedSharing, LawfulBasis, Membership, SharingAgreement
from agencies.partners import register_agency
from casework import comments, contacts, pulls, sharing
from casework.enums import Channel, CorrectionOutcome, PullAnswer, ShareLevel
from casework.models import CaseShare, Comment, Contact
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
        "governance": "Reviewed each year; breaches are told within a day",
        "retention": "As the council's schedule says",
        "security": "Nothing of it leaves the service",
        "dpia_reference": "DPIA 7",
        "review_on": last_day,
    } | said
    agreement = agreements.draft(parties=agencies, first_day=first_day, last_day=last_day, by=cast.gill, **terms)
    for agency in agencies if signed else []:
        agreement = agreements.sign(agreement, agency=agency, signatory_name="Its director", by=cast.gill)
    return agreement


def make_declined(cast: Cast, asking: Agency | None = None, **said: Any) -> DeclinedSharing:
    """The police, or whoever is named, asked the council for names and arrears, and were told no."""
    facts: dict[str, Any] = {
        "purpose": "linkage",
        "asked_on": clock.today() - timedelta(days=3),
        "categories": ["housing"],
        "items": ["name", "arrears"],
        "reason": "Counts by postcode sector would do",
    } | said
    return declined_sharing.decline(asking=asking or cast.chidi.signatory.agency, by=cast.gill, **facts)


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


def make_exchange(scene: Scene, partner: Actor) -> Comment:
    """What is said between Asha and a partner that may contribute on housing: a correction, answered, and help that ended.

    Gives a correction that is still asked for, of Asha's agency; help is still asked for and offered.
    """
    asha, case = scene.cast.asha, scene.fresh()
    theirs = make_housing_contact(scene, partner)
    ours = make_housing_contact(scene, asha)
    comments.comment(ours, text="We were called to that too", by=partner)
    asked = comments.ask_for_correction(theirs, text="It was the Tuesday", by=asha)
    comments.answer_correction(asked, outcome=CorrectionOutcome.KEPT, answer="Our log says Monday", by=partner)
    assert partner.agency is not None
    wanted = {"agency": partner.agency, "category": DataCategory.HOUSING, "by": asha}
    pull = pulls.answer(pulls.ask_for_help(case, what="Go with Rosa", **wanted), answer=PullAnswer.ACCEPTED, by=partner)
    pulls.end(pull, came_of_it="They went together", by=asha)
    pulls.offer_help(case, category=DataCategory.HOUSING, what="A place on our course", by=partner)
    pulls.ask_for_help(case, what="Talk to the landlord", **wanted)
    return comments.ask_for_correction(ours, text="The boiler works", by=partner)


def make_housing_contact(scene: Scene, by: Actor, **said: Any) -> Contact:
    """A visit about the flat an hour ago."""
    facts: dict[str, Any] = {
        "category": DataCategory.HOUSING,
        "happened_at": clock.now() - timedelta(hours=1),
        "channel": Channel.VISIT,
        "summary": "The boiler is out again",
    } | said
    return contacts.record(scene.case, by=by, **facts)


def make_partner(cast: Cast, name: str, code: str, kind: AgencyKind = AgencyKind.NHS) -> Actor:
    """A practitioner of another agency, which is registered with them."""
    agency = register_agency(code=code, name=code.capitalize(), kind=kind, by=cast.adi)
    return make_member(cast.adi, name, agency, RoleCode.PRACTITIONER)


def the_practice(cast: Cast) -> Actor:
    """Gita, of a practice that stands beside the cast: made when it is first asked for."""
    gita = Membership.objects.select_related("user", "agency", "team").filter(user__name="Gita").first()
    return member_actor(gita) if gita else make_partner(cast, "Gita", "practice")
