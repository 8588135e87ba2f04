"""One row of every kind that belongs to a case, for tests that ask the same of all of them."""

from datetime import timedelta

from django.apps import apps
from django.db.models import Model

from agencies import clock
from agencies.enums import DataCategory
from casework import (
    case_warnings,
    conflicts,
    contacts,
    emergencies,
    exits,
    households,
    news,
    people,
    restrictions,
    sharing,
)
from casework.closeness import Closeness
from casework.emergency_words import EmergencyCategory, EmergencyFinding
from casework.enums import CaseStatus, DocumentKind, NameKind
from casework.identifiers import IdentifierScheme
from casework.restriction_levels import Restriction
from outcomes import closure, ratings, reviews
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
from tests.factories.nominations import make_nominations
from tests.factories.outcomes import make_action, make_outcome, make_proposal
from tests.factories.papers import make_signature, make_signed_plan
from tests.factories.reminders import make_reminder
from tests.factories.savings import make_assumptions
from tests.factories.sharing import make_exchange, make_share, the_practice

# Published by others or assumed by a panel, and about nobody.
CATALOGUES = {"outcomes.ContactCost", "outcomes.PriceIndex", "outcomes.ProgrammeCost", "outcomes.UnitCost"}


def models_with_access() -> list[type[Model]]:
    """Every model whose rows somebody may see for the sake of a case."""
    rooms = [apps.get_app_config(name) for name in ("casework", "outcomes")]
    return [model for room in rooms for model in room.get_models() if hasattr(model, "access")]


def make_every_row(cast: Cast) -> Scene:
    """A closed case that has, or whose household has, a row of every model."""
    scene = make_open_rows(cast)
    make_proposal(scene, answered=True)
    scene.case = closure.close(scene.fresh(), by=cast.asha)
    return scene


def make_open_rows(cast: Cast) -> Scene:
    """The same before anybody proposed to close it."""
    by, today = cast.asha, clock.today()
    scene = make_scene(cast, CaseStatus.WORKING)
    rosa, tom, _ = scene.people
    leave(scene, CaseStatus.PAUSED)
    scene.case = exits.resume(scene.case, reason="They are back", by=by)
    make_contact(scene)
    contacts.record_document(
        scene.case,
        category=DataCategory.HOUSING,
        title="Letter",
        kind=DocumentKind.LETTER,
        dated_on=today,
        held_where="Cabinet 2",
        by=by,
    )
    warning = make_warning(scene)
    case_warnings.look_again(warning, review_on=today + timedelta(days=60), by=by)
    case_warnings.end(make_warning(scene, text="A broken step"), reason="It was mended", by=by)
    households.record_address(scene.household, lines="1 Mill Lane", started_on=today, by=by)
    households.split(scene.household, people=[tom], name="Tom’s", reason="He has a flat", made_on=today, by=by)
    people.add_name(rosa, name="Rosie", kind=NameKind.ALIAS, by=by)
    people.add_identifier(rosa, scheme=IdentifierScheme.POLICE, value="R1", system="Police", by=by)
    make_confidential(scene)
    close = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin", by=cast.dora)
    conflicts.link(close, person=rosa, by=cast.gill)
    conflicts.end(close, reason="Somebody else of that name", by=cast.gill)
    opened = emergencies.open_access(
        reference=scene.case.reference, category=EmergencyCategory.WORKER_AWAY, by=cast.chidi,
        reason="Rosa rang, and nobody of the team could be reached.",
    )  # fmt: skip
    opened = emergencies.close_access(opened, by=cast.chidi)
    emergencies.review(opened, finding=EmergencyFinding.JUSTIFIED, words="Asha says so too", by=cast.gill)
    restrictions.restrict(scene.fresh(), restriction=Restriction.SEALED, reason="Her brother works here", by=cast.mina)
    restrictions.restrict(scene.fresh(), restriction=Restriction.NORMAL, reason="He left", by=cast.mina)
    make_safe_contact(rosa, by)
    make_safe_contact(rosa, by, code_word="Bluebell")
    people.link(rosa, same_as=make_person(by, "R. Bell"), evidence="Same birthday and address", by=by)
    gita = the_practice(cast)
    make_share(scene, gita)
    make_share(scene, gita, only_to=[gita])
    make_exchange(scene, gita)
    news.visit(scene.case, by=cast.ben)
    sharing.decline(scene.case, agency=cast.chidi.agency, reason="Not needed", by=by)
    outcome = make_outcome(scene)
    ratings.rate(outcome, voice=Voice.WORKER, value=5, by=by)
    make_action(scene, outcome)
    review = reviews.plan(scene.case, due_on=today, by=by)
    reviews.hold(review, summary="Better", took_part=[scene.member("Rosa")], next_on=today + timedelta(days=30), by=by)
    make_reminder(scene)
    make_signature(outcome, by)
    make_signed_plan(scene)
    make_nominations(cast)
    make_assumptions(cast.mina, cast.team.agency)
    return scene
