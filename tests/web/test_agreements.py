"""Agreements on pages: from the draft to the end, each change saying first what it does."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from agencies import clock
from agencies.models import DeclinedSharing, SharingAgreement
from agencies.partners import end_agency
from tests.conftest import database_role
from tests.factories.agencies import Cast
from tests.factories.casework import make_scene
from tests.factories.sharing import BASES, make_agreement, make_share


def text(answer: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", answer.content.decode()).split())


def send(browser: Any, address: str, **said: Any) -> Any:
    """Fill the form of this page in, and send it."""
    page = browser.get(address).content.decode()
    travels = dict(re.findall(r'name="(once|seen|effect)" value="([^"]+)"', page))
    return browser.post(address, {**travels, **said})


def ask(browser: Any, address: str, **said: Any) -> Any:
    """Fill in what a change asks, if anything; the answer says what it does."""
    page = browser.get(address)
    return page if 'name="effect"' in page.content.decode() else browser.post(address, {**travels(page), **said})


def travels(page: Any) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.content.decode()))


def change(browser: Any, address: str, **said: Any) -> Any:
    """Answer what is asked, read what it does, and press the button below it."""
    return browser.post(address, travels(ask(browser, address, **said)))


def boxes(name: str, days: int) -> dict[str, str]:
    day = clock.today() + timedelta(days=days)
    return {f"{name}_0": str(day.day), f"{name}_1": str(day.month), f"{name}_2": str(day.year)}


def draft(people: Cast, **other: Any) -> dict[str, Any]:
    """What is said of an agreement with the police."""
    words = dict.fromkeys(("title", "why", "data_items", "rights", "governance"), "So")
    return {
        **words, "parties": [str(people.team.agency.pk), str(people.chidi.signatory.agency_id)], "purposes": ["support"],
        "categories": ["housing"], "direction": "both", "bases": [BASES[0]], **boxes("first_day", 0),
        **boxes("last_day", 300), **boxes("review_on", 200), **other,
    }  # fmt: skip


def test_from_the_draft_to_its_end(browser_of: Any, people: Cast) -> None:
    gill = browser_of("gill")
    answer = send(gill, "/agreements/draft/", **draft(people))
    assert answer.status_code == 303
    row, address = SharingAgreement.objects.get(), answer["Location"]
    assert "Not signed yet" in text(gill.get(address))
    for agency in (people.team.agency, people.chidi.signatory.agency):
        said = {"agency": str(agency.pk), "signatory_name": "R. Hale, director"}
        assert change(gill, f"{address}sign/", **said).status_code == 303
    assert "In force" in text(gill.get(address))
    assert change(gill, f"{address}suspend/", reason="A breach").status_code == 303
    assert "A breach" in text(gill.get(address))
    assert change(gill, f"{address}lift/").status_code == 303
    assert change(gill, f"{address}end/", reason="Replaced").status_code == 303
    row.refresh_from_db()
    assert (row.signed_at is not None, row.suspended_at, row.ended_reason) == (True, None, "Replaced")
    assert "Ended on" in text(gill.get("/agreements/"))
    assert "End it" not in text(gill.get(address))


def test_an_agency_that_takes_part_no_more_is_not_offered(browser_of: Any, people: Cast) -> None:
    gill, police = browser_of("gill"), people.chidi.signatory.agency
    assert police.name in text(gill.get("/agreements/draft/"))
    with database_role("seed"):
        end_agency(police, ended_on=clock.today(), by=people.adi)
    assert police.name not in text(gill.get("/agreements/draft/"))
    refused = send(gill, "/agreements/draft/", **draft(people))
    assert (refused.status_code, SharingAgreement.objects.count()) == (422, 0)


@pytest.mark.parametrize("what", ["suspend", "end"])
@pytest.mark.parametrize(
    ("shared", "sentence"),
    [(0, "nobody loses sight"), (1, "1 case is shared under it"), (2, "2 cases are shared under it")],
)
def test_what_it_does_is_said_before_it_is_done(
    what: str, shared: int, sentence: str, browser_of: Any, people: Cast
) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
        for number in range(shared):
            scene = make_scene(people, name=f"Household {number}")
            for _ in range(2):  # two shares of one case are one case
                make_share(scene, people.chidi, agreement=agreement)
    page = text(ask(browser_of("gill"), f"/agreements/{agreement.pk}/{what}/", reason="A breach"))
    assert sentence in page
    told = {0: "", 1: "Police sees nothing more of 1 household under it", 2: "Police sees nothing more of 2 households"}
    assert told[shared] in page
    assert "Household" not in page  # whoever keeps agreements sees no case
    row = SharingAgreement.objects.get()
    assert (row.suspended_at, row.ended_at) == (None, None)  # telling is not doing


def test_what_was_told_and_has_changed_is_told_anew(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
    gill, address = browser_of("gill"), f"/agreements/{agreement.pk}/"
    told = ask(gill, f"{address}end/", reason="Replaced")
    assert change(gill, f"{address}suspend/", reason="A breach").status_code == 303
    again = gill.post(f"{address}end/", travels(told))
    assert again.status_code == 409
    assert "This changed since you looked, so nothing was done" in text(again)
    assert SharingAgreement.objects.get().ended_at is None
    assert gill.post(f"{address}end/", travels(again)).status_code == 303
    assert SharingAgreement.objects.get().ended_reason == "Replaced"


def test_why_an_agreement_ends_is_kept_until_somebody_comes_back_to_it(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
    gill, address = browser_of("gill"), f"/agreements/{agreement.pk}/end/"
    page = gill.get(address)
    assert gill.post(address, {**travels(page), "reason": "Replaced", "keep_draft": "yes"}).status_code == 303
    assert "Replaced" in gill.get(address).content.decode()
    assert "End an agreement" in text(gill.get("/drafts/"))
    assert SharingAgreement.objects.get().ended_at is None
    assert change(gill, address, reason="Replaced").status_code == 303
    assert "End an agreement" not in text(gill.get("/drafts/"))


def test_what_the_register_asks_is_asked_and_shown(browser_of: Any, people: Cast) -> None:
    gill = browser_of("gill")
    said = draft(
        people, purposes=["linkage"], items=["name", "arrears"], retention="Six years", security="Sent here alone",
        dpia_reference="DPIA 14",
    )  # fmt: skip
    page = text(gill.get(send(gill, "/agreements/draft/", **said)["Location"]))
    for words in ("Finding households", "Names", "Rent arrears", "Six years", "Sent here alone", "DPIA 14"):
        assert words in page
    assert "Not said apart" not in page


def test_what_an_older_agreement_does_not_say_apart_is_said_to_be_missing(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people, retention="", security="", dpia_reference="")
    page = text(browser_of("gill").get(f"/agreements/{agreement.pk}/"))
    assert page.count("Not said apart: see how data are looked after") == 2
    assert "None is named" in page
    assert "no extract rests on it" in page


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (
            {"items": ["name", "absence"]},
            "These belong to categories that the agreement does not name: Absence from school",
        ),
        ({"purposes": ["linkage"]}, "Choose the data that may pass"),
    ],
)
def test_items_are_refused_beside_their_question(
    other: dict[str, Any], sentence: str, browser_of: Any, people: Cast
) -> None:
    answer = send(browser_of("gill"), "/agreements/draft/", **draft(people, **other))
    assert (answer.status_code, SharingAgreement.objects.count()) == (422, 0)
    assert sentence in text(answer)
    assert 'href="#id_items_0"' in answer.content.decode()


def test_the_list_is_filtered_by_where_they_stand(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        make_agreement(people, title="With the police")
        make_agreement(people, signed=False, title="Yet to sign")
        make_agreement(people, title="Nearly due", review_on=clock.today() + timedelta(days=20))
    gill = browser_of("gill")
    every = ("With the police", "Yet to sign", "Nearly due")
    shown = {
        status: [title for title in every if title in text(gill.get("/agreements/", {"status": status}))]
        for status in ("", "in_force", "draft", "review_due", "ended", "no such status")
    }
    assert shown == {
        "": [*every], "in_force": ["With the police"], "draft": ["Yet to sign"], "review_due": ["Nearly due"], "ended": [],
        "no such status": [*every],
    }  # fmt: skip
    assert "No agreement stands there now" in text(gill.get("/agreements/", {"status": "ended"}))


def test_what_is_declined_stands_on_the_page_of_agreements(browser_of: Any, people: Cast) -> None:
    gill, address = browser_of("gill"), "/agreements/decline/"
    said = {
        "asking": str(people.chidi.signatory.agency_id), "purpose": "linkage", "items": ["name", "arrears"],
        "reason": "Counts would do", **boxes("asked_on", -3),
    }  # fmt: skip
    refused = send(gill, address, **{**said, "items": [], "reason": ""})
    assert refused.status_code == 422
    assert "Say why you do not share them" in text(refused)
    refused = send(gill, address, **{**said, "items": []})
    assert (refused.status_code, 'href="#id_categories_0"' in refused.content.decode()) == (422, True)
    assert not DeclinedSharing.objects.exists()
    assert send(gill, address, **said)["Location"] == "/agreements/"
    page = text(gill.get("/agreements/"))
    for words in ("Police asked Council support service", "Names Rent arrears", "Counts would do", "Declined by Gill"):
        assert words in page
    assert "Counts would do" not in text(browser_of("asha").get("/agreements/"))
    assert browser_of("asha").get(address).status_code == 403


def brought(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("agreement.json", content, "application/json")


def test_an_agreement_is_taken_out_and_brought_in_as_a_draft(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people, title="With the police: “ours”")
    gill = browser_of("gill")
    taken = gill.get(f"/agreements/{agreement.pk}/file/")
    assert taken["Content-Disposition"] == 'attachment; filename="with-the-police-ours-version-1.json"'
    answer = send(gill, "/agreements/import/", file=brought(taken.content))
    assert answer.status_code == 303, text(answer)
    page = text(gill.get(answer["Location"]))
    assert "Waiting for signatures" in page
    assert "With the police: “ours”" in page
    again = gill.get(f"{answer['Location']}file/")
    assert again.content == taken.content


def test_a_file_that_cannot_be_read_is_refused_beside_its_question(browser_of: Any, people: Cast) -> None:
    with database_role("seed"):
        agreement = make_agreement(people)
    gill = browser_of("gill")
    taken = json.loads(gill.get(f"/agreements/{agreement.pk}/file/").content)
    for content, words in (
        (b"no file", "This is no file of a sharing agreement"),
        (b"", "This is no file of a sharing agreement"),
        (json.dumps({**taken, "bases": ["art99"]}).encode(), "no lawful basis here has this code: art99"),
        (json.dumps({**taken, "signed_by": "Gill"}).encode(), "no agreement has this field"),
    ):
        answer = send(gill, "/agreements/import/", file=brought(content))
        assert (answer.status_code, words in text(answer)) == (422, True), words
    refused = send(gill, "/agreements/import/")
    assert "Choose the file of the agreement" in text(refused)
    assert SharingAgreement.objects.count() == 1
    assert browser_of("asha").get("/agreements/import/").status_code == 403


def test_a_refusal_keeps_every_word(browser_of: Any, people: Cast) -> None:
    answer = send(browser_of("gill"), "/agreements/draft/", **draft(people, categories=["health"], title="Our words"))
    assert answer.status_code == 422
    assert "These categories need more to rest on" in text(answer)
    assert 'value="Our words"' in answer.content.decode()
    assert not SharingAgreement.objects.exists()


@pytest.mark.parametrize(
    ("who", "listed", "drafts"), [("gill", 1, 200), ("chidi", 1, 403), ("asha", 1, 403), ("dot", 1, 403)]
)
def test_whom_it_binds_reads_it_and_only_who_keeps_them_changes_it(
    who: str, listed: int, drafts: int, browser_of: Any, people: Cast
) -> None:
    with database_role("seed"):
        agreement = make_agreement(people, title="With the police")
    browser = browser_of(who)
    assert text(browser.get("/agreements/")).count("With the police") == listed
    assert browser.get(f"/agreements/{agreement.pk}/").status_code == 200
    assert browser.get(f"/agreements/{agreement.pk}/end/").status_code == drafts
    answer = change(browser, f"/agreements/{agreement.pk}/end/", reason="So")
    assert answer.status_code == (303 if drafts == 200 else 403)
    assert (SharingAgreement.objects.get().ended_at is not None) is (drafts == 200)


@pytest.mark.parametrize("number", [1, 3])
def test_the_queries_do_not_grow(browser_of: Any, people: Cast, number: int) -> None:
    with database_role("seed"):
        for each in range(number):
            make_agreement(people, title=f"Agreement {each}")
    browser = browser_of("gill")
    with CaptureQueriesContext(connection) as asked:
        assert browser.get("/agreements/").status_code == 200
    assert len(asked) <= 13, [each["sql"][:90] for each in asked]
