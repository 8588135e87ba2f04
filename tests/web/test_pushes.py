"""Where disclosures are pushed, on pages: recorded, checked, ended; and what is in doubt is seen and pushed again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from agencies.disclosures import pushing, signing
from agencies.models import Disclosure, DisclosureDelivery, PushAddress, SharingAgreement
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.disclosures import KEY, make_disclosing_agreement, make_in_doubt, pia_of, share_for
from tests.receivers import Receiver, a_receiver
from tests.web.conftest import whole_session
from tests.web.test_agreements import ask, change, send, text

AT = "/push-addresses/"


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    settings.DISCLOSING = replace(settings.DISCLOSING, hosts=frozenset({"127.0.0.1"}))
    with a_receiver() as server:
        yield server


@pytest.fixture
def agreement(people: Cast) -> SharingAgreement:
    with database_role("seed"):
        agreement = make_disclosing_agreement(people)
        share_for(make_scene(people), agreement)
        return agreement


@pytest.fixture
def pia(people: Cast) -> Client:
    with database_role("seed"):
        browser, actor = Client(), pia_of(people)
    whole_session(browser, actor)
    return browser


def test_an_address_is_recorded_shown_with_our_key_and_ended(receiver: Receiver, pia: Client) -> None:
    assert "Nothing is pushed to your agency" in text(pia.get(AT))
    assert signing.public_key() in text(pia.get(AT))
    assert "can have it pushed to" in text(ask(pia, f"{AT}record/", url=receiver.url))
    assert change(pia, f"{AT}record/", url=receiver.url)["Location"] == AT
    assert receiver.url in text(pia.get(AT))
    assert "has an address already" in text(ask(pia, f"{AT}record/", url=receiver.url))
    end = f"{AT}{PushAddress.objects.get().pk}/end/"
    assert "also nothing that waits" in text(pia.get(end))
    assert change(pia, end)["Location"] == AT
    assert "Nothing is pushed to your agency" in text(pia.get(AT))


def test_a_host_that_nobody_allowed_is_told_with_what_to_do(pia: Client) -> None:
    answer = change(pia, f"{AT}record/", url="https://files.example.org/in")
    assert answer.status_code == 422
    assert "Ask whoever operates this service to allow it" in text(answer)


def test_without_a_key_the_page_says_whom_to_ask(settings: Any, pia: Client) -> None:
    settings.DISCLOSING = replace(settings.DISCLOSING, push_key="")
    page = text(pia.get(AT))
    assert "no key to sign with yet" in page
    assert "Record where to push" not in page


def test_who_has_an_address_can_ask_for_a_push_and_who_lets_it_go_reads_where_to(
    people: Cast, browser_of, receiver: Receiver, pia: Client, agreement: SharingAgreement
) -> None:
    assert "Push it to our address" not in text(pia.get("/disclosures/ask/"))
    change(pia, f"{AT}record/", url=receiver.url)
    assert receiver.url in text(pia.get("/disclosures/ask/"))
    said = {
        "agency": str(people.team.agency_id), "agreement": str(agreement.pk), "purpose": "support",
        "items": ["birth_date"], "why": "To see whom we both know", "recipient_key": KEY, "push": "on",
    }  # fmt: skip
    address = send(pia, "/disclosures/ask/", **said)["Location"]
    assert f"Once it can be fetched, it is pushed to {receiver.url}" in text(pia.get(address))
    assert receiver.url in text(ask(browser_of("gill"), f"{address}approve/"))


@pytest.fixture
def doubtful(people: Cast, agreement: SharingAgreement) -> Disclosure:
    with database_role("seed"):
        return make_in_doubt(people, agreement)


def test_what_is_in_doubt_stands_out_and_is_pushed_again_by_whoever_asked(
    browser_of, pia: Client, doubtful: Disclosure
) -> None:
    gill, address = browser_of("gill"), f"/disclosures/{doubtful.pk}/"
    assert "not known whether it was taken" in text(gill.get("/disclosures/"))
    assert "not known whether it was taken" not in text(pia.get("/disclosures/")), "they cannot look"
    assert "Push it again" in text(gill.get(address))
    assert "Push it again" not in text(pia.get(address))
    assert "Have somebody look first" in text(gill.get(f"{address}push-again/"))
    assert change(gill, f"{address}push-again/")["Location"] == address
    assert "waits for that" in text(gill.get(address))
    assert "There is nothing to push again" in text(gill.get(f"{address}push-again/"))


@pytest.mark.parametrize("state", ["sending", "delivered", "failed", "withdrawn"])
def test_each_state_is_said_in_words(browser_of, doubtful: Disclosure, state: str) -> None:
    words = {
        "sending": "It is being pushed to", "delivered": "took it on", "failed": "and not taken. Trouble",
        "withdrawn": "not pushed to https://files.example.org/in any more. Trouble",
    }  # fmt: skip
    row = DisclosureDelivery.objects.filter(pk=doubtful.pk)
    with database_role("owner"):
        row.update(state="waiting", trouble="Trouble")
        claimed = {"claim": doubtful.pk, "lease_until": doubtful.asked_at}
        if state != "withdrawn":
            row.update(state="sending", **claimed)
        if state != "sending":
            row.update(state=state, claim=None, lease_until=None)
    assert words[state] in text(browser_of("gill").get(f"/disclosures/{doubtful.pk}/"))
    assert pushing.may_be_pushed_again(Disclosure.objects.get(pk=doubtful.pk)) is (state == "failed")
