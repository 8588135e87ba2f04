"""Outcomes in their people's words: understood first, agreed by everybody named, and agreed anew when a word changes."""

import pytest

from agencies.enums import DataCategory
from agencies.exceptions import Invalid, Missing
from casework import members
from casework.enums import CaseStatus, LeavingReason, Means
from casework.exceptions import CaseIsNotOpen, TransitionRefused
from casework.models import CaseMember
from outcomes import codesign, selectors
from outcomes.enums import OutcomeDomain
from outcomes.exceptions import AnotherWording, NotAParticipant
from outcomes.models import Outcome, OutcomeVersion
from tests.database import not_allowed, refused, run
from tests.factories.casework import leave, make_scene
from tests.factories.outcomes import make_outcome

pytestmark = pytest.mark.usefixtures("db")

WORDS = {"wording": "I sleep", "would_be_seen": "No light on at three", "start": 2, "goal": 8}


@pytest.fixture
def scene(cast, role):
    """The Bells, at work."""
    with role("seed"):
        return make_scene(cast)


def is_agreed(outcome: Outcome) -> bool:
    return Outcome.objects.with_agreement().get(pk=outcome.pk).is_agreed


def propose(scene, by, **said) -> Outcome:
    facts = {"domain": OutcomeDomain.HEALTH, "category": DataCategory.HEALTH, "participants": [scene.member("Rosa")]}
    return codesign.propose(scene.case, by=by, **{**facts, **WORDS, **said})


def agree(scene, outcome, name: str, version: int = 1) -> None:
    codesign.agree(outcome, member=scene.member(name), version=version, how=Means.IN_PERSON, by=scene.cast.asha)


def test_there_is_no_outcome_before_somebody_understood_what_matters(scene, cast):
    with pytest.raises(TransitionRefused):
        propose(scene, cast.asha)
    codesign.record_understanding(scene.case, what_matters="Sleep", category=DataCategory.GENERAL, by=cast.asha)
    outcome = propose(scene, cast.asha)
    assert set(outcome.about.all()) == {scene.people[0]}
    assert (outcome.category, outcome.source_agency) == ("health", cast.asha.agency)


def test_an_understanding_keeps_their_words_and_is_corrected_by_another(scene, cast):
    said = {"good_life": "Quiet", "strengths": "Her sister is near", "history": "A course in 2019"}
    first = codesign.record_understanding(
        scene.case, what_matters="Sleep", category=DataCategory.GENERAL, about=scene.people[:1], by=cast.asha, **said
    )
    second = codesign.record_understanding(
        scene.case, what_matters="Sleep, and the rent", category=DataCategory.GENERAL, corrects=first, by=cast.asha
    )
    assert (first.good_life, first.strengths, first.history, list(first.about.all())) == (
        *said.values(),
        scene.people[:1],
    )
    assert list(first.corrections.all()) == [second]


def test_an_outcome_counts_once_everybody_named_has_agreed(scene):
    outcome = make_outcome(scene, agreed=False)
    assert not is_agreed(outcome)
    agree(scene, outcome, "Rosa")
    assert not is_agreed(outcome)
    agree(scene, outcome, "Tom")
    assert is_agreed(outcome)
    with pytest.raises(TransitionRefused):
        agree(scene, outcome, "Tom")


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("a word", {"wording": "I sleep well"}),
        ("what would be seen", {"would_be_seen": "No light on at two"}),
        ("the goal", {"goal": 9}),
        ("the start", {"start": 3}),
        ("one name more", {"names": ["Rosa", "Tom", "Mia"]}),
        ("one name less", {"names": ["Rosa"]}),
        ("nothing at all", {}),
    ],
)
def test_whatever_changes_makes_a_new_version_and_the_old_yes_no_longer_counts(what, changed, scene, cast):
    outcome = make_outcome(scene)
    names = changed.pop("names", ["Rosa", "Tom"])
    participants = [scene.member(name) for name in names]
    codesign.reword(outcome, participants=participants, by=cast.asha, **{**WORDS, **changed})
    assert not is_agreed(outcome)
    assert codesign.latest_version(outcome).number == 2
    old = outcome.versions.get(number=1)
    assert (old.wording, old.agreements.count()) == ("I sleep through the night", 2)  # kept as it was
    with pytest.raises(AnotherWording):
        agree(scene, outcome, "Rosa", version=1)
    for name in names:
        agree(scene, outcome, name, version=2)
    assert is_agreed(outcome)


def test_only_who_is_named_agrees(scene):
    outcome = make_outcome(scene, agreed=False)
    with pytest.raises(NotAParticipant):
        agree(scene, outcome, "Mia")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"participants": []}, "participants"),
        ({"participants": "of another case"}, "participants"),
        ({"participants": "who left"}, "participants"),
        ({"goal": 2}, "goal"),
    ],
)
def test_an_outcome_has_names_of_the_case_and_somewhere_to_go(said, field, scene, cast, role):
    outcome = make_outcome(scene)
    if said.get("participants") == "of another case":
        with role("seed"):
            said = {"participants": [make_scene(cast, name="The Ray household").member("Rosa")]}
    elif said.get("participants") == "who left":
        tom = scene.member("Tom")
        tom = members.propose_leaving(tom, reason=LeavingReason.LEFT, evidence="Gone", by=cast.asha)
        members.confirm_leaving(tom, by=cast.ben)
        said = {"participants": [CaseMember.objects.get(pk=tom.pk)]}
    for word in (
        lambda: propose(scene, cast.asha, **said),
        lambda: codesign.reword(outcome, by=cast.asha, **{**WORDS, "participants": scene.members, **said}),
    ):
        with pytest.raises(Invalid) as refusal:
            word()
        assert set(refusal.value.fields) == {field}
    assert Outcome.objects.count() == OutcomeVersion.objects.count() == 1


@pytest.mark.parametrize(("field", "number"), [("start", 0), ("goal", 11)])
def test_the_scale_runs_from_one_to_ten(field, number, scene, cast):
    outcome = make_outcome(scene)
    with pytest.raises(Invalid) as refusal:
        codesign.reword(outcome, by=cast.asha, **{**WORDS, field: number, "participants": scene.members})
    assert set(refusal.value.fields) == {field}


def test_other_words_are_about_those_who_are_named_now_and_those_who_were(scene, cast):
    rosa, tom, mia = scene.people
    outcome = make_outcome(scene, scene.member("Rosa"))
    codesign.reword(outcome, participants=[scene.member("Tom"), scene.member("Mia")], by=cast.asha, **WORDS)
    assert set(Outcome.objects.get().about.all()) == {rosa, tom, mia}


def test_who_left_after_they_were_loaded_is_not_named(scene, cast):
    tom = scene.member("Tom")
    going = members.propose_leaving(tom, reason=LeavingReason.LEFT, evidence="Gone", by=cast.asha)
    make_outcome(scene)
    members.confirm_leaving(going, by=cast.ben)
    with pytest.raises(Invalid):
        propose(scene, cast.asha, participants=[tom])


def test_what_its_people_no_longer_want_stays_on_record_and_counts_for_nothing(scene, cast):
    outcome = make_outcome(scene)
    dropped = codesign.drop(outcome, reason="The rent matters more", by=cast.asha)
    assert (dropped.dropped_by, dropped.dropped_reason) == (cast.asha.membership, "The rent matters more")
    assert not Outcome.objects.wanted().exists()
    assert outcome.versions.get().agreements.count() == 2
    for again in (
        lambda: codesign.drop(outcome, reason="?", by=cast.asha),
        lambda: codesign.reword(outcome, by=cast.asha, participants=scene.members, **WORDS),
    ):
        with pytest.raises(TransitionRefused):
            again()


def test_outcomes_of_a_case_that_is_over_stay(scene, cast, role):
    with role("seed"):
        outcome = make_outcome(scene)
        leave(scene, CaseStatus.MOVED_AWAY)
    for verb in (
        lambda: codesign.drop(outcome, reason="?", by=cast.asha),
        lambda: codesign.reword(outcome, by=cast.asha, participants=scene.members, **WORDS),
        lambda: propose(scene, cast.asha),
    ):
        with pytest.raises(CaseIsNotOpen):
            verb()


def test_a_stranger_designs_nothing(scene, cast):
    outcome = make_outcome(scene, agreed=False)
    calls = [
        lambda: codesign.record_understanding(scene.case, what_matters="?", category=DataCategory.GENERAL, by=cast.dot),
        lambda: propose(scene, cast.dot),
        lambda: codesign.reword(outcome, by=cast.dot, participants=scene.members, **WORDS),
        lambda: codesign.agree(outcome, member=scene.member("Rosa"), version=1, how=Means.PHONE, by=cast.dot),
        lambda: codesign.drop(outcome, reason="?", by=cast.dot),
    ]
    for call in calls:
        with pytest.raises(Missing):
            call()


NAME = (
    "INSERT INTO outcomes_outcomeversion_participants (outcomeversion_id, casemember_id) VALUES (%(version)s, %(mia)s)"
)
AGREE = (
    "INSERT INTO outcomes_outcomeagreement (id, version_id, member_id, how, words, agreed_at, agreed_by_id)"
    " VALUES (gen_random_uuid(), %(version)s, %(mia)s, 'phone', '', clock(), %(asha)s)"
)


def values(scene, outcome) -> dict:
    version = codesign.latest_version(outcome)
    return {"version": version.pk, "mia": scene.member("Mia").pk, "asha": scene.cast.asha.membership.pk}


@pytest.mark.parametrize("login", ["app", "worker", "owner"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE outcomes_outcomeversion SET wording = 'Other words' WHERE id = %(version)s",
        "UPDATE outcomes_outcomeversion SET goal = 9 WHERE id = %(version)s",
        "UPDATE outcomes_outcomeversion SET number = 7 WHERE id = %(version)s",
        "DELETE FROM outcomes_outcomeversion WHERE id = %(version)s",
        "UPDATE outcomes_outcomeversion_participants SET casemember_id = %(mia)s WHERE outcomeversion_id = %(version)s",
        "DELETE FROM outcomes_outcomeversion_participants WHERE outcomeversion_id = %(version)s",
        NAME,
    ],
)
def test_an_agreed_version_is_changed_by_nobody(login, statement, scene, role):
    outcome = make_outcome(scene)
    by_right = login in ("app", "worker") and statement is not NAME  # they may not change or delete any version at all
    with role(login), not_allowed() if by_right else refused("outcome_version_is_frozen"):
        run(statement, **values(scene, outcome))


@pytest.mark.parametrize("login", ["app", "worker", "owner"])
def test_nobody_agrees_who_is_not_named_whoever_writes_it(login, scene, role):
    outcome = make_outcome(scene, agreed=False)
    with role(login), refused("outcome_agreed_by_the_named"):
        run(AGREE, **values(scene, outcome))


@pytest.mark.parametrize("count", [1, 3])
def test_outcomes_are_listed_with_words_names_agreements_and_ratings_in_eleven_queries(
    count, scene, cast, role, django_assert_num_queries
):
    with role("seed"):
        for number in range(count):
            make_outcome(scene, wording=f"Outcome {number}")
    with django_assert_num_queries(11):
        listed = [
            (version.wording, sorted(each.person.name for each in version.participants.all()), row.is_agreed)
            for row in selectors.outcomes_of(cast.ben, scene.case)
            for version in row.versions.all()
            if [agreement.member.person.name for agreement in version.agreements.all()] and not list(row.ratings.all())
        ]
    assert sorted(listed) == [(f"Outcome {number}", ["Rosa Bell", "Tom Bell"], True) for number in range(count)]
