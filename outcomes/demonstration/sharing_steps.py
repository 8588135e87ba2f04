"""The demonstration's agreements between agencies, and how a story's steps about sharing are told."""

from datetime import date, datetime, timedelta

from agencies import agreements
from agencies.enums import DataCategory, Direction, Purpose
from agencies.models import LawfulBasis, SharingAgreement
from casework import sharing
from casework.enums import ShareLevel
from casework.models import CaseShare
from outcomes.demonstration.cast import FOUNDING_AGENCY, Cast
from outcomes.demonstration.scene import Scene
from outcomes.demonstration.story import Step

C = DataCategory
GROUNDS = ("art6-1-e", "art9-2-g", "sch1-2-18", "art10-official")
# Title, the partners, what may be shared, on which day from today it ends; whether it was ended since.
AGREEMENTS: tuple[tuple[str, tuple[str, ...], tuple[DataCategory, ...], int, bool], ...] = (
    ("Working together in Wexbridge", ("housing", "neighbours"), (C.GENERAL, C.HOUSING, C.WORK_AND_MONEY, C.FAMILY), 200, False),
    ("Neighbourhood policing and support", ("police",), (C.GENERAL, C.HOUSING, C.OFFENCES, C.SAFEGUARDING), 120, False),
    ("Link work with the surgery", ("surgery",), (C.GENERAL, C.HEALTH, C.MENTAL_HEALTH, C.SUBSTANCE_USE), 6, False),
    ("Pilot on Bramble Street", ("neighbours",), (C.GENERAL,), 90, True),
)  # fmt: skip


def come_to_terms(cast: Cast, *, today: date, on: date, at: datetime) -> dict[str, SharingAgreement]:
    """Draft and sign the agreements; gives the one that each partner shares under."""
    gill, council = cast["gill"], cast.agencies[FOUNDING_AGENCY]
    signed: dict[str, SharingAgreement] = {}
    for title, partners, categories, days, is_over in AGREEMENTS:
        parties = [council, *(cast.agencies[code] for code in partners)]
        last_day = today + timedelta(days=days)
        agreement = agreements.draft(
            title=title,
            parties=parties,
            purposes=[Purpose.SUPPORT],
            why="One plan with the people it belongs to, instead of one for each of us.",
            categories=categories,
            data_items="What was done, seen and agreed; no copies of files.",
            direction=Direction.BOTH,
            bases=list(LawfulBasis.objects.filter(pk__in=GROUNDS)),
            rights="A leaflet at the first visit, and the worker says who sees what.",
            governance="Reviewed each year. Breaches are told within a day.",
            retention="As the council's schedule says: six years after support ends.",
            security="Nothing of it leaves the service. Everybody signs in with a second factor.",
            dpia_reference="DPIA 31, with the council's information governance lead",
            first_day=on,
            last_day=last_day,
            review_on=last_day - timedelta(days=1),
            by=gill,
            at=at,
        )
        for agency in parties:
            agreement = agreements.sign(
                agreement, agency=agency, signatory_name=f"The director, {agency.name}", by=gill, at=at
            )
        if is_over:
            agreements.end(agreement, reason="The pilot became part of the larger agreement.", by=gill, at=at)
        else:
            signed |= dict.fromkeys(partners, agreement)
    return signed


def share(scene: Scene, step: Step) -> None:
    """`share police offences,housing see`, with `told` or `nottold`; without `see` they contribute as well."""
    agency, categories, *level = step.words
    sharing.share(
        scene.case,
        agency=scene.cast.agencies[agency],
        agreement=scene.cast.agreements[agency],
        categories=[DataCategory(each) for each in categories.split(",")],
        level=ShareLevel.SEE if level else ShareLevel.CONTRIBUTE,
        reason=step.text,
        participant_told=step.fact("told"),
        not_told_reason=step.fact("nottold"),
        by=scene.by(step),
        at=scene.at,
    )


def stopshare(scene: Scene, step: Step) -> None:
    """`stopshare police`: and why."""
    (agency,) = step.words
    row = CaseShare.objects.get(case=scene.case_id, agency=scene.cast.agencies[agency], stopped_at__isnull=True)
    sharing.stop(row, reason=step.text, by=scene.by(step), at=scene.at)


def dontshare(scene: Scene, step: Step) -> None:
    """`dontshare police`: the decision not to, and why."""
    (agency,) = step.words
    sharing.decline(scene.case, agency=scene.cast.agencies[agency], reason=step.text, by=scene.by(step), at=scene.at)
