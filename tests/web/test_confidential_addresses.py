"""Where somebody is, when it must not be known: in no answer but the one that somebody asked for, and for nobody but who may."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.test import Client

from agencies import clock
from agencies.actors import set_actor
from agencies.enums import DataCategory
from agencies.exceptions import Missing, NotPermitted
from agencies.models import AuditEvent
from casework import allocations, confidential_addresses, looks, members, selectors
from casework.enums import LeavingReason
from casework.exceptions import NotUndone
from casework.models import ConfidentialAddress
from tests.api.routes import PREFIX, every_route
from tests.api.world import Door
from tests.conftest import database_role
from tests.database import not_allowed
from tests.factories.agencies import Cast
from tests.factories.casework import Scene, make_confidential, make_scene, separate
from tests.factories.everything import make_open_rows
from tests.factories.sharing import make_agreement, make_share
from tests.web.conftest import sign_in

WORD = "Qz4nowhere"
SAID = {"lines": f"9 {WORD} Court", "town": f"{WORD} town", "postcode": "ZE1 9XY", "note": f"By the {WORD} gate"}
HIDDEN = (WORD, "ZE1 9XY", "ZE19XY")


@pytest.fixture
def scene(people: Cast) -> Scene:
    """Asha's case, shared with Chidi; Ben is of her team and not allocated to it."""
    with database_role("seed"):
        made = make_scene(people)
        make_share(made, people.chidi, *DataCategory, agreement=make_agreement(people, categories=list(DataCategory)))
        make_confidential(made, **SAID)
    return made


# Who can ask for it, and what everybody else reads instead.
CAST = {
    "asha": True,
    "mina": True,
    "ben": False,
    "chidi": False,
    "dot": False,
    "dora": False,
    "gill": False,
    "ana": False,
}


def told(text: str) -> list[str]:
    return [each for each in HIDDEN if each in text]


def behind(actor: Any) -> int:
    with transaction.atomic():
        set_actor(actor)
        number = ConfidentialAddress.objects.count()
        transaction.set_rollback(True)
    return number


def test_who_knows_that_there_is_one_and_who_reads_it(browser_of: Any, scene: Scene) -> None:
    row, cast = ConfidentialAddress.objects.get(), scene.cast
    at = f"/cases/{scene.case.reference}/confidential/{row.pk}/"
    for who, is_theirs in CAST.items():
        listed = list(selectors.confidential_addresses_of(cast[who], scene.case))
        assert (listed == [row], behind(cast[who])) == (is_theirs, int(is_theirs)), who
        browser = browser_of(who)
        page = browser.get(f"/cases/{scene.case.reference}/people/").content.decode()
        assert ("Show the address" in page) == is_theirs, who
        form = browser.get(f"/cases/{scene.case.reference}/people/{scene.member('Rosa').pk}/confidential/").status_code
        assert form == (200 if is_theirs else 403 if who in {"ben", "chidi"} else 404), who
        answer = browser.post(at)
        assert answer.status_code == (200 if is_theirs else 404), who
        assert told(answer.content.decode()) == (list(HIDDEN[:2]) if is_theirs else []), who
        assert browser.get(at).status_code == (303 if is_theirs else 404), who
        if not is_theirs:
            with pytest.raises(Missing):
                confidential_addresses.show(row, by=cast[who])


def test_each_reading_is_an_act_on_record_and_others_are_told_nothing_of_it(browser_of: Any, scene: Scene) -> None:
    row, cast, (rosa, tom, _) = ConfidentialAddress.objects.get(), scene.cast, scene.people
    browser_of("asha").post(f"/cases/{scene.case.reference}/confidential/{row.pk}/")
    (event,) = AuditEvent.objects.filter(event="confidential_address.shown")
    assert (event.subject_id, event.membership_id) == (row.pk, cast.asha.signatory.pk)
    assert told(str(event.__dict__)) == []
    browser_of("ben").post(f"/cases/{scene.case.reference}/confidential/{row.pk}/")  # refused, and on record
    with database_role("seed"):
        ben = Door(cast.ben)
    assert (
        ben.get(f"cases/{scene.case.reference}/confidential-addresses/").json()["results"] == []
    )  # a look, at nothing
    kind = ConfidentialAddress._meta.label_lower

    def heard(rows: Any) -> int:
        return sum(each.subject_type == kind for each in rows)

    assert heard(looks.looks_at_case(cast.asha, scene.case)) >= 3  # written, read, refused
    assert heard(looks.looks_at_case(cast.gill, scene.case)) >= 3  # who oversees it all
    assert heard(looks.looks_at(cast.asha, rosa)) >= 3  # it is hers: she is told who read it
    assert heard(looks.looks_at(cast.asha, tom)) == heard(looks.looks_at(cast.gill, tom)) == 0
    assert heard(looks.looks_at(cast.ben, rosa)) == heard(looks.looks_at_case(cast.ben, scene.case)) == 0
    history = browser_of("ben").get(f"/cases/{scene.case.reference}/history/").content.decode()
    assert "confidential" not in history


def test_only_those_who_keep_it_write_it_down_and_who_hands_over_reads_it_no_more(scene: Scene) -> None:
    cast, row = scene.cast, ConfidentialAddress.objects.get()
    for who, refusal in {"ben": NotPermitted, "chidi": NotPermitted, "dot": Missing, "gill": Missing}.items():
        with pytest.raises(refusal):
            make_confidential(scene, by=cast[who])
    with database_role("seed"):
        allocations.hand_over(
            scene.fresh(),
            to=cast.ben.signatory,
            reason="So",
            handover_note="So",
            participants_told="Both",
            by=cast.mina,
        )
    confidential_addresses.show(row, by=cast.ben)
    with pytest.raises(Missing):
        confidential_addresses.show(row, by=cast.asha)
    assert confidential_addresses.end(row, by=cast.mina).ended_at is not None


def test_who_gets_a_case_of_their_own_takes_it_out_of_reach_of_the_one_they_left(scene: Scene) -> None:
    """It is not carried over either: what the others' workers knew is no safe place."""
    cast = scene.cast
    with database_role("seed"):
        own = separate(scene, "Rosa")
    for who in CAST:
        assert list(selectors.confidential_addresses_of(cast[who], scene.case)) == [], who
        assert behind(cast[who]) == 0, who
    with database_role("seed"):
        new = confidential_addresses.record(own.members.get(), by=cast.mina, **SAID)
    assert list(selectors.confidential_addresses_of(cast.mina, own)) == [new]
    assert [who for who in CAST if behind(cast[who])] == ["mina"]


def test_each_rule_of_it_by_itself(scene: Scene) -> None:
    cast, row = scene.cast, ConfidentialAddress.objects.get()
    with database_role("seed"):
        other = make_scene(cast, name="The Ray household", engaged=False)
        elsewhere = make_confidential(other, "Rosa", postcode="st135aa")
        his = make_confidential(scene, "Tom")
        gone = scene.member("Tom")
        leaving = members.propose_leaving(
            scene.member("Rosa"), reason=LeavingReason.SEPARATED, evidence="She said so", by=cast.asha
        )
    assert elsewhere.postcode == "ST13 5AA"
    listed = selectors.confidential_addresses_of(cast.asha, scene.case)
    assert set(listed) == {row, his}, "of this case alone; who is about to leave has not left"
    assert listed[0].get_deferred_fields() == {"lines", "town", "postcode", "note"}
    assert behind(cast.asha) == 3
    with database_role("seed"):
        members.keep(leaving, by=cast.ben)
        leaving = members.propose_leaving(gone, reason=LeavingReason.LEFT, evidence="He told us", by=cast.asha)
        gone = members.confirm_leaving(leaving, by=cast.mina)
        with pytest.raises(Missing):
            confidential_addresses.record(gone, by=cast.asha, **SAID)
    assert behind(cast.asha) == 3, "who left for another reason is hidden from nobody here"
    with database_role("seed"):
        own = separate(scene, "Rosa")
        confidential_addresses.record(own.members.get(), by=cast.mina, **SAID)
    assert behind(cast.asha) == 2, "hers went with her, and his stays"
    assert set(selectors.confidential_addresses_of(cast.asha, scene.case)) == {his}
    assert behind(cast.mina) == 3
    with pytest.raises(Missing):
        confidential_addresses.end(his, by=cast.ben)
    confidential_addresses.end(his, by=cast.asha)
    with pytest.raises(NotUndone):
        confidential_addresses.end(his, by=cast.asha)


def test_the_database_lets_nobody_write_it_otherwise(scene: Scene) -> None:
    row, by = ConfidentialAddress.objects.get(), scene.cast.asha.signatory
    rows, now = ConfidentialAddress.objects.filter(pk=row.pk), clock.now()
    with not_allowed():
        rows.update(lines="Nowhere")
    for change in ({"ended_at": now}, {"ended_at": now - timedelta(days=1), "ended_by": by}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfidentialAddress.objects.create(case_id=row.case_id, person_id=row.person_id, lines=" ", recorded_by=by)
    rows.update(ended_at=now, ended_by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(ended_at=None, ended_by=None)


PAGES = [route for route in every_route() if not route.pattern.startswith(PREFIX)]
# Which row a page of one row is about, by the last word before its key.
KEYS: dict[str, Any] = {
    "people": lambda scene: scene.member("Rosa").pk,
    "confidential": lambda scene: ConfidentialAddress.objects.order_by("recorded_at").last().pk,
    "contacts": lambda scene: scene.case.contacts.order_by("pk")[0].pk,
    "documents": lambda scene: scene.case.documents.order_by("pk")[0].pk,
    "actions": lambda scene: scene.case.actions.order_by("pk")[0].pk,
    "addresses": lambda scene: scene.household.addresses.get().pk,
    "printed": lambda scene: scene.case.printed_plans.order_by("pk")[0].pk,
    "agree": lambda scene: scene.member("Rosa").pk,
    "rate": lambda scene: scene.member("Rosa").pk,
}


def filled(pattern: str, scene: Scene) -> str:
    """The address of a page, with the keys of this scene."""
    parts, before = [], ""
    for part in pattern.split("/"):
        if part == "{reference}":
            part = scene.case.reference  # noqa: PLW2901 - the part as it is sent
        elif part.startswith("{"):
            key = (
                scene.people[0].pk if parts[1:2] == ["looks"] else KEYS.get(before, lambda scene: scene.case.pk)(scene)
            )
            part = str(key)  # noqa: PLW2901 - the same
        parts.append(part)
        before = part
    return "/".join(parts)


def test_it_stands_in_no_answer_that_was_not_asked_for(people: Cast, caplog: Any) -> None:
    with database_role("seed"):
        scene = make_open_rows(people)
        make_confidential(scene, **SAID)
    browser = Client()
    sign_in(browser, people.asha)
    shown = 0
    for route in PAGES:
        answer = browser.get(filled(route.pattern, scene))
        shown += answer.status_code == 200
        assert told(answer.content.decode(errors="ignore") + str(answer.headers)) == [], route.pattern
        if "sign-out" in route.pattern:
            sign_in(browser, people.asha)
    assert shown > 60
    for words in HIDDEN:
        assert "The Bell household" not in browser.post("/search/", {"words": words}).content.decode()
    assert told(caplog.text) == []
    assert [message for message in mail.outbox if told(str(message.message()))] == []
