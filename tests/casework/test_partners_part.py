"""What a partner may say of which entry under which share, and what is left of it when the share narrows or ends."""

from datetime import timedelta

import pytest

from agencies import agreements, clock
from agencies.enums import DataCategory as D
from agencies.enums import Direction
from agencies.exceptions import Missing, NotPermitted
from casework import chronology, comments, contacts, news, pulls, selectors, sharing
from casework.enums import CaseStatus, CorrectionOutcome, DocumentKind, PullAnswer, ShareLevel
from casework.exceptions import CaseIsNotOpen
from casework.models import Comment
from outcomes import actions
from tests.api.world import Door
from tests.factories.casework import leave, make_scene
from tests.factories.sharing import make_agreement, make_housing_contact, make_share, the_practice

pytestmark = pytest.mark.usefixtures("db")

# Chidi's share of the case, and what becomes of a word of his about an entry on housing that Asha wrote.
SHARES = {
    "none": Missing,
    "see": NotPermitted,
    "contribute": None,
    "contribute, named": None,
    "contribute, another is named": Missing,
    "housing left out": Missing,
    "stopped": Missing,
    "past its last day": Missing,
    "agreement suspended": Missing,
    "agreement not begun": Missing,
    "only towards the lead": Missing,
    "with another agency": Missing,
}


def give(scene, share: str) -> None:
    """Share the scene's case so."""
    cast = scene.cast
    chidi = cast.chidi
    with_practice = the_practice(cast)
    ways = {
        "none": lambda: None,
        "see": lambda: make_share(scene, chidi, level=ShareLevel.SEE),
        "contribute": lambda: make_share(scene, chidi),
        "contribute, named": lambda: make_share(scene, chidi, only_to=[chidi]),
        "contribute, another is named": lambda: make_share(scene, with_practice, only_to=[with_practice]),
        "housing left out": lambda: make_share(scene, chidi, D.OFFENCES),
        "stopped": lambda: sharing.stop(make_share(scene, chidi), reason="Over", by=cast.asha),
        "past its last day": lambda: make_share(scene, chidi, last_day=clock.today()),
        "agreement suspended": lambda: agreements.suspend(
            make_share(scene, chidi).agreement, reason="A breach", by=cast.gill
        ),
        "agreement not begun": lambda: make_share(scene, chidi, agreement=make_agreement(cast, days=(10, 300))),
        "only towards the lead": lambda: make_share(
            scene, chidi, agreement=make_agreement(cast, direction=Direction.TO_LEAD)
        ),
        "with another agency": lambda: make_share(scene, with_practice),
    }
    ways[share]()


def entry_of(scene, kind: str):
    """A contact or a document of Asha's, on housing."""
    if kind == "contact":
        return make_housing_contact(scene, scene.cast.asha)
    paper = {"title": "Letter", "kind": DocumentKind.LETTER, "dated_on": clock.today(), "held_where": "Cabinet 2"}
    return contacts.record_document(scene.case, category=D.HOUSING, by=scene.cast.asha, **paper)


@pytest.mark.parametrize(("share", "refusal"), SHARES.items())
def test_who_sees_an_entry_and_may_add_to_the_case_speaks_of_it_and_nobody_else(share, refusal, cast, role, clock):
    with role("seed"):
        scene = make_scene(cast)
        give(scene, share)
        entries = [entry_of(scene, "contact"), entry_of(scene, "document")]
    if share == "past its last day":
        clock.set(scene.case.referred_at + timedelta(days=2))
    for entry in entries:
        for say in (comments.comment, comments.ask_for_correction):
            if refusal is None:
                assert say(entry, text="It was Tuesday", by=cast.chidi).source_agency == cast.chidi.agency
            else:
                with pytest.raises(refusal):
                    say(entry, text="It was Tuesday", by=cast.chidi)
    assert Comment.objects.exists() == (refusal is None)


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("asha", None),
        ("ben", None),
        ("mina", None),
        ("dot", Missing),
        ("adi", Missing),
        ("ana", Missing),
        ("gill", Missing),
    ],
)
def test_who_works_on_the_case_speaks_of_every_entry_and_a_stranger_of_none(name, refusal, cast, role):
    with role("seed"):
        entry = entry_of(make_scene(cast), "contact")
    if refusal is None:
        assert comments.comment(entry, text="So it was", by=cast[name]).recorded_by == cast[name].membership
    else:
        with pytest.raises(refusal):
            comments.comment(entry, text="So it was", by=cast[name])


def test_of_its_own_entry_a_partner_speaks_while_the_share_covers_it(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi)
        own = make_housing_contact(scene, cast.chidi)
        sharing.stop(share, reason="Narrower now", by=cast.asha)
        make_share(scene, cast.chidi, D.OFFENCES, agreement=share.agreement)
    assert selectors.contact_for(cast.chidi, own.pk) == own
    with pytest.raises(NotPermitted, match="covers: offences"):
        comments.comment(own, text="One more word", by=cast.chidi)


def exchange(scene):
    """Chidi asked for a correction and offered help, and Asha answered both; and ended a pull that he had accepted."""
    asha, chidi = scene.cast.asha, scene.cast.chidi
    asked = comments.ask_for_correction(entry_of(scene, "contact"), text="Tuesday, I think", by=chidi)
    comments.answer_correction(asked, outcome=CorrectionOutcome.KEPT, answer="SECRET", by=asha)
    offer = pulls.offer_help(scene.case, category=D.HOUSING, what="A course of ours", by=chidi)
    offer = pulls.answer(offer, answer=PullAnswer.ACCEPTED, words="SECRET", by=asha)
    pulls.end(offer, came_of_it="SECRET", by=asha)
    return asked, offer


def told(actor, scene) -> set[str]:
    """Everything that the chronology says to the actor."""
    return {entry.text for entry in chronology.entries(actor, scene.case, limit=100)}


def test_what_the_lead_answered_is_hidden_when_the_category_is_not_shared_any_more(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi)
        asked, offer = exchange(scene)
    assert "SECRET" in told(cast.chidi, scene)
    assert selectors.comment_for(cast.chidi, asked.pk).shows_answer
    with role("seed"):
        sharing.stop(share, reason="Narrower now", by=cast.asha)
        make_share(scene, cast.chidi, D.OFFENCES, agreement=share.agreement)
    assert {"Tuesday, I think", "A course of ours"} <= told(cast.chidi, scene)
    assert "SECRET" not in told(cast.chidi, scene)
    assert not any(entry.text == "SECRET" for entry in news.news_of(cast.chidi, scene.case, limit=100))
    assert not selectors.comment_for(cast.chidi, asked.pk).shows_answer
    pull = selectors.pull_for(cast.chidi, offer.pk)
    assert (pull.shows_answer, pull.shows_end) == (False, False)


@pytest.mark.parametrize("act", ["finish", "drop"])
def test_what_the_lead_says_came_of_a_partners_action_is_hidden_in_the_same_way(act, cast, role):
    chidi, asha = cast.chidi, cast.asha
    with role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, chidi)
        action = actions.take_on(
            scene.case, title="Mend the door", due_on=clock.today(), category=D.HOUSING, reason="safety",
            owner_worker=chidi.membership, by=chidi,
        )  # fmt: skip
        if act == "finish":
            actions.finish(action, result="SECRET", by=asha)
        else:
            actions.drop(action, reason="SECRET", by=asha)
    answers = [Door(chidi).get(f"actions/{action.pk}/").content.decode()]
    assert "SECRET" in told(chidi, scene)
    with role("seed"):
        sharing.stop(share, reason="Narrower now", by=asha)
        make_share(scene, chidi, D.OFFENCES, agreement=share.agreement)
    answers.append(Door(chidi).get(f"actions/{action.pk}/").content.decode())
    assert ["SECRET" in answer for answer in answers] == [True, False]
    assert "Mend the door" in answers[1]
    assert "Mend the door" in told(chidi, scene)
    assert "SECRET" not in told(chidi, scene)
    assert "SECRET" in Door(asha).get(f"actions/{action.pk}/").content.decode()


def test_after_its_share_has_ended_a_partner_sees_nothing_not_even_its_own_and_a_new_share_opens_it_again(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        share = make_share(scene, cast.chidi)
        own = make_housing_contact(scene, cast.chidi, summary="We were called there")
        asked, offer = exchange(scene)
        sharing.stop(share, reason="Rosa asked us to", by=cast.asha)
    loads = [(selectors.contact_for, own), (selectors.comment_for, asked), (selectors.pull_for, offer)]
    for load, row in loads:
        with pytest.raises(Missing):
            load(cast.chidi, row.pk)
    assert told(cast.chidi, scene) == set()
    assert news.news_of(cast.chidi, scene.case) == []
    assert "We were called there" in told(cast.ben, scene)
    with role("seed"):
        make_share(scene, cast.chidi, D.OFFENCES, agreement=share.agreement)
    for load, row in loads:
        assert load(cast.chidi, row.pk) == row


def test_of_a_case_that_is_over_a_correction_is_still_asked_for_and_answered_and_nothing_else_said(cast, role):
    with role("seed"):
        scene = make_scene(cast)
        entry = entry_of(scene, "contact")
        leave(scene, CaseStatus.MOVED_AWAY)
    with pytest.raises(CaseIsNotOpen):
        comments.comment(entry, text="One more word", by=cast.ben)
    asked = comments.ask_for_correction(entry, text="It was the oven", by=cast.ben)
    answered = comments.answer_correction(asked, outcome=CorrectionOutcome.KEPT, answer="Both were", by=cast.asha)
    assert answered.answered_by == cast.asha.membership
