"""The trail in plain words: every event, every kind of row, and no word of content."""

from uuid import uuid4

import pytest

from agencies.models import AuditEvent
from casework.trail_words import ACTS, NOUNS, role, what, who, why
from tests.factories.everything import models_with_access
from tests.test_audit_of_verbs import LEAVES


def row(result="shown", kind="casework.contact", count=1, categories=(), **more):
    ids = [uuid4() for _ in range(count)]
    told = {"event": f"{kind.rpartition('.')[2]}.{result}", "purpose": "support", "route": "GET /x/", **more}
    return AuditEvent(result=result, subject_type=kind, subject_ids=ids, categories=list(categories), **told)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (row(), "read a contact"),
        (row(count=3, categories=["health", "housing"]), "read 3 contacts (housing, health)"),
        (row(count=0), "read that there are no contacts"),
        (row(kind="casework.case"), "read the case"),
        (
            row(kind="casework.chronology", count=4, categories=["general"]),
            "read 4 entries of the chronology (general)",
        ),
        (row(kind="agencies.auditevent", count=0), "read who had looked"),
        (row("done", event="contact.recorded", categories=["health"]), "wrote a contact down (health)"),
        (row("done", event="something.quite_new"), "something quite new"),
        (row("refused", details={"code": "not_found"}), "was refused: tried to read a contact"),
        (row("refused", kind="", details={"code": "x"}, route="POST /x/"), "was refused: tried to change an address"),
        (row("refused", kind="x.unknown", details={"code": "x"}), "was refused: tried to read something"),
        (row("refused", details={"code": "token_refused"}), "came with a token that was no longer good"),
    ],
)
def test_it_reads_as_one_would_say_it(given, words):
    assert what(given) == words


# Who signs in, or is given a token, acts as nobody until then, and a job acts as the service: their verbs take no actor.
BY_NOBODY_YET = {
    "membership.signed_in", "user.second_factor_set_up", "user.recovery_code_used", "user.password_link_sent",
    "user.password_set", "file.clean", "file.refused", "provider_link.made", "user.sign_in_refused",
    "extract.checked", "extract.taken_in", "linkage.nominated", "linkage.stored",
    "case.disclosed", "disclosure.failed", "disclosure.prepared", "disclosure.released", "disclosure.taken_back",
    "disclosure.pushed", "disclosure.push_ended",
}  # fmt: skip


def test_every_act_has_its_words():
    events = {event for events in LEAVES.values() for event in events.split()} | BY_NOBODY_YET
    assert events - set(ACTS) == set()


@pytest.mark.parametrize("model", models_with_access(), ids=lambda model: model.__name__)
def test_every_kind_of_row_has_its_words(model):
    assert model._meta.label_lower in NOUNS


def test_no_words_are_left_over():
    events = {event for events in LEAVES.values() for event in events.split()}
    assert set(ACTS) - events == BY_NOBODY_YET


@pytest.mark.parametrize(
    ("named", "system", "words"),
    [("Asha", "", "Asha"), (None, "beat", "Alongside itself (beat)"), (None, "", "Somebody of the household")],
)
def test_who_it_was(named, system, words):
    given = row(system=system)
    given.who, given.role = named, "manager" if named else None
    assert (who(given), role(given)) == (words, "Manager" if named else "")
    assert why(given) == "Supporting the household"
