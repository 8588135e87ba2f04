"""A case with three of everything, and three of every list beside it."""

from datetime import timedelta

from agencies import clock, partners
from agencies.enums import AgencyKind, DataCategory
from agencies.extracts import receiving
from agencies.extracts.profiles import shipped_as_given
from casework import allocations, contacts, exits, households, people, sharing
from casework.enums import CaseStatus, DocumentKind, NameKind
from casework.identifiers import IdentifierScheme
from outcomes import closure, codesign, ratings, reviews
from outcomes.enums import Voice
from tests.factories.agencies import Cast
from tests.factories.casework import (
    Scene,
    leave,
    make_confidential,
    make_contact,
    make_person,
    make_safe_contact,
    make_scene,
    make_warning,
)
from tests.factories.disclosures import make_disclosing_agreement, make_released
from tests.factories.extracts import make_extract, make_failed_job, make_linkage_agreement
from tests.factories.linkage import make_answer, make_stored_question, make_stored_run
from tests.factories.nominations import make_nominations
from tests.factories.outcomes import make_action, make_outcome, make_proposal
from tests.factories.reminders import make_reminder
from tests.factories.savings import make_assumptions
from tests.factories.sharing import make_agreement, make_declined, make_exchange, make_share, the_practice

THREE = range(3)


def make_crowd(cast: Cast) -> Scene:
    """The case is open, and Asha leads it."""
    scene = make_scene(cast, CaseStatus.WORKING)
    _agencies(cast)
    _around(cast)
    _household(scene)
    for _ in THREE:
        _content(scene)
        leave(scene, CaseStatus.PAUSED)
        scene.case = exits.resume(scene.case, reason="They are back", by=cast.asha)
        make_proposal(scene, answered=True)
        scene.case = closure.close(scene.fresh(), by=cast.asha)
        scene.case = closure.reopen(scene.case, reason="The arrears are back", by=cast.asha)
        make_declined(cast)
    gita = the_practice(cast)
    for number in THREE:
        make_share(scene, gita, agreement=make_agreement(cast, gita.agency, title=f"Agreement {number}"))
        make_exchange(scene, gita)
        sharing.decline(scene.case, agency=cast.chidi.agency, reason="Not needed", by=cast.asha)
    linkage = make_linkage_agreement(cast)
    for number in THREE:
        make_failed_job(make_extract(cast, linkage))
        make_stored_run(cast)
        receiving.keep_profile(name=f"File {number}", spec=shipped_as_given()["fire"], by=cast.gill)
    disclosing = make_disclosing_agreement(cast)
    for _ in THREE:
        make_released(cast, disclosing)
    make_nominations(cast, 3)
    make_assumptions(cast.mina, cast.team.agency, 3)
    for number in THREE:
        make_stored_question(cast, linkage)
        make_answer(cast, make_stored_question(cast, linkage))
        make_reminder(scene, days_ago=number)
    for to in (cast.ben, cast.asha):
        assert to.membership is not None
        told = {"reason": "Leave", "handover_note": "Tuesdays", "participants_told": "Rosa"}
        allocations.hand_over(scene.fresh(), to=to.membership, by=cast.mina, **told)
    return scene


def _agencies(cast: Cast) -> None:
    for number in THREE:
        partners.register_agency(code=f"a{number}", name=f"Agency {number}", kind=AgencyKind.OTHER, by=cast.adi)
        partners.register_team(agency=cast.team.agency, name=f"Team {number}", by=cast.adi)


def _around(cast: Cast) -> None:
    for number in THREE:
        make_scene(cast, CaseStatus.PAUSED, name=f"The Paused household {number}")
        make_scene(cast, CaseStatus.WORKING, name=f"The Working household {number}")


def _household(scene: Scene) -> None:
    by, today, rosa = scene.cast.asha, clock.today(), scene.people[0]
    for number in THREE:
        households.record_address(
            scene.household, lines=f"{number} Mill Lane", started_on=today - timedelta(days=number), by=by
        )
        change = households.split(
            scene.household, people=[scene.people[1]], name="Tom’s", reason="A flat", made_on=today, by=by
        )
        households.undo(change, by=by)
        scene.household.refresh_from_db()
        people.add_name(rosa, name=f"Rosie {number}", kind=NameKind.ALIAS, by=by)
        make_confidential(scene)
        make_safe_contact(rosa, by, code_word=f"Word {number}")
        people.add_identifier(rosa, scheme=IdentifierScheme.POLICE, value=f"R{number}", system="Police", by=by)
        people.link(rosa, same_as=make_person(by, f"R. Bell {number}"), evidence="Same birthday", by=by)


def _content(scene: Scene) -> None:
    by, today = scene.cast.asha, clock.today()
    rosa = scene.member("Rosa")
    make_contact(scene)
    make_warning(scene)
    contacts.record_document(
        scene.case,
        category=DataCategory.HOUSING,
        title="Letter",
        kind=DocumentKind.LETTER,
        dated_on=today,
        held_where="Cabinet 2",
        about=scene.people,
        not_to_disclose_to=scene.people[:1],
        by=by,
    )
    codesign.record_understanding(scene.case, what_matters="Sleep", category=DataCategory.GENERAL, by=by)
    outcome = make_outcome(scene)
    ratings.rate(outcome, voice=Voice.PARTICIPANT, member=rosa, value=5, by=by)
    ratings.rate(outcome, voice=Voice.WORKER, value=4, by=by)
    make_action(scene, outcome)
    review = reviews.plan(scene.case, due_on=today, by=by)
    reviews.hold(review, summary="Better", took_part=[rosa], next_on=today + timedelta(days=30), by=by)
