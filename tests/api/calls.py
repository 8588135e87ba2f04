"""One good request for every address that takes a body: what each verb needs, with real ids, and who may send it."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test.client import BOUNDARY, MULTIPART_CONTENT

from agencies.agreement_files import as_file
from api.serializers.extracts import A_PROFILE
from casework.enums import CaseStatus as S
from casework.models import Objection
from tests.api.world import Door, World, subject_of
from tests.factories.casework import Scene
from tests.factories.disclosures import HASH, KEY
from tests.factories.extracts import file_of, rows_of
from tests.factories.outcomes import WORDS
from tests.factories.savings import cost_of

OWN = {"reminder-preferences/"}  # rows that are found without a key
TOLD = {"evidence": "Rosa said so", "people_told": "Rosa, by phone"}
SAID = {"how": "in_person", "words": "All right"}


@dataclass(frozen=True)
class Call:
    """Who sends what where, and what becomes of it."""

    who: str
    path: str
    body: dict[str, Any]
    status: int = 200
    file: bytes | None = None

    def send(self, world: World, **options: Any) -> Any:
        """Send it; with the ETag of its subject, unless another is given."""
        door = world[self.who]
        if "match" not in options:
            options["match"] = self.etag(door)
        return self.sent_by(door, **options)

    def sent_by(self, door: Door, **options: Any) -> Any:
        """Whoever sends it: as JSON, or as a form with its file."""
        body = options.pop("body", self.body)
        if self.file is None:
            return door.send(self.method, self.path, body, **options)
        document = body if isinstance(body, bytes) else json.dumps(body).encode()
        part = b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
        edge = BOUNDARY.encode()
        form = part % (edge, b"document", b"", document) + part % (edge, b"file", b'; filename="a.csv"', self.file)
        return door.send(self.method, self.path, form + b"--%s--\r\n" % edge, content_type=MULTIPART_CONTENT, **options)

    def refused(self, world: World, **options: Any) -> tuple[int, str, list[str]]:
        """Send it, and say how it was refused: status, code, and which fields."""
        response = self.send(world, **options)
        told = response.json()
        assert set(told) == {"code", "detail", "fields"}, told
        return response.status_code, told["code"], sorted(told["fields"])

    @property
    def method(self) -> str:
        """PATCH is for people only."""
        return "PATCH" if self.subject == self.path else "POST"

    @property
    def subject(self) -> str:
        """The address of the row that it is about."""
        itself = (self.path.startswith("people/") and self.path.count("/") == 2) or self.path in OWN
        return self.path if itself else subject_of(self.path)

    def etag(self, door: Door) -> str | None:
        """The version of the subject, where it has one."""
        return door.get(self.subject).get("ETag") if self.subject.count("/") > 1 or self.subject in OWN else None


def _membership(world: World, name: str) -> str:
    membership = world.cast[name].membership
    assert membership is not None
    return str(membership.pk)


def _case(scene: Scene, verb: str, body: dict[str, Any], *, who: str = "asha", status: int = 200) -> Call:
    return Call(who, f"cases/{scene.case.reference}/{verb}/", body, status)


def _member(world: World, scene: Scene, name: str = "Rosa") -> str:
    return str(scene.member(name).pk)


def _wording(world: World) -> dict[str, Any]:
    return {
        "wording": "I eat with my family",
        "would_be_seen": "Four plates on the table",
        "start": 3,
        "goal": 7,
        "participants": [_member(world, world.open)],
    }


def _exit(world: World) -> dict[str, Any]:
    return {**TOLD, "check_on": world.day(14)}


def _answer(world: World, verb: str, more: dict[str, Any]) -> Call:
    body = {"member": _member(world, world.asked), "witness": "Ben Hope", **SAID, **more}
    return Call("asha", f"closure-proposals/{world.proposal(world.asked).pk}/{verb}/", body, 201)


def _cost() -> dict[str, Any]:
    shares = {"deadweight_least": "0.100", "deadweight": "0.300", "deadweight_most": "0.500"}
    return {"unit_cost": str(cost_of("CR1.1").pk), "grade": 2, **shares, "reason": "What the police say"}


def _objection(world: World) -> str:
    world.nomination  # noqa: B018 - made by being asked for, with somebody who objects beside it
    return str(Objection.objects.order_by("recorded_at")[0].pk)


def _agreement(world: World) -> dict[str, Any]:
    return {
        "title": "Working together",
        "parties": [str(world.cast.team.agency_id), str(world.agreement_with.pk)],
        "purposes": ["support"],
        "why": "One plan",
        "categories": ["general", "housing"],
        "items": ["name", "birth_date", "postcode", "arrears", "event"],
        "data_items": "Visits and repairs",
        "bases": ["art6-1-e"],
        "rights": "A leaflet",
        "governance": "Reviewed each year",
        "retention": "Six years",
        "security": "Sent through this service alone",
        "dpia_reference": "DPIA 2026/14",
        "first_day": world.day(0),
        "last_day": world.day(365),
        "review_on": world.day(300),
    }


def _first(rows: Any) -> str:
    return str(rows.order_by("pk")[0].pk)


Maker = Callable[[World], Call]

OF_AGENCIES: dict[str, Maker] = {
    "POST agencies/": lambda w: Call("adi", "agencies/", {"code": "ward", "name": "Ward Trust", "kind": "nhs"}, 201),
    "POST teams/": lambda w: Call("adi", "teams/", {"agency": str(w.cast.team.agency_id), "name": "West"}, 201),
    "POST teams/{id}/appoint/": lambda w: Call(
        "adi", f"teams/{w.cast.team.pk}/appoint/", {"manager": _membership(w, "max")}
    ),
    "POST users/": lambda w: Call("adi", "users/", {"email": "sam@example.org", "name": "Sam Field"}, 201),
    "POST users/{id}/deactivate/": lambda w: Call("adi", f"users/{w.cast.ana.user.pk}/deactivate/", {}),
    "POST users/{id}/reactivate/": lambda w: Call("adi", f"users/{w.cast.ana.user.pk}/reactivate/", {}),
    "POST users/{id}/sign-out/": lambda w: Call("adi", f"users/{w.cast.ana.user.pk}/sign-out/", {}),
    "POST agencies/{id}/end/": lambda w: Call(
        "adi", f"agencies/{w.cast.chidi.agency.pk}/end/", {"ended_on": w.day(30)}
    ),
    "POST teams/{id}/rename/": lambda w: Call(
        "adi", f"teams/{w.cast.dot.team.pk}/rename/", {"name": "South and west", "area": "The west too"}
    ),
    "POST teams/{id}/end/": lambda w: Call("adi", f"teams/{w.unused_team.pk}/end/", {"ended_on": w.day(30)}),
    "POST memberships/{id}/change/": lambda w: Call(
        "adi",
        f"memberships/{_membership(w, 'ana')}/change/",
        {"role": "governance_lead", "starting_on": w.day(1)},
    ),
    "POST memberships/": lambda w: Call(
        "adi",
        "memberships/",
        {
            "user": str(w.cast.ana.user.pk),
            "agency": str(w.cast.team.agency_id),
            "team": str(w.cast.team.pk),
            "role": "support_worker",
            "started_on": w.day(0),
        },
        201,
    ),
    "POST memberships/{id}/phone/": lambda w: Call(
        "adi", f"memberships/{_membership(w, 'max')}/phone/", {"phone": "01632 960 123"}
    ),
    "POST memberships/{id}/end/": lambda w: Call(
        "adi", f"memberships/{_membership(w, 'max')}/end/", {"ended_on": w.day(1)}
    ),
}


def _link(w: World) -> Call:
    assert w.question.left.extract.taken_in_at, "something is there to be linked"
    return Call("gill", "linkage-runs/", {}, 201)


OF_DISCLOSURES: dict[str, Maker] = {
    "POST disclosures/": lambda w: Call(
        "gill",
        "disclosures/",
        {
            "agency": str(w.disclosure.agency_id),
            "agreement": str(w.disclosing_agreement.pk),
            "purpose": "support",
            "items": ["birth_date", "household_members"],
            "why": "To see whom we both know",
            "recipient_key": KEY,
        },
        201,
    ),
    "POST disclosures/{id}/refuse/": lambda w: Call(
        "gill", f"disclosures/{w.asked_disclosure.pk}/refuse/", {"reason": "Too much"}
    ),
    "POST disclosures/{id}/stop/": lambda w: Call(
        "gill", f"disclosures/{w.disclosure.pk}/stop/", {"reason": "A complaint"}
    ),
    "POST disclosures/{id}/end-schedule/": lambda w: Call(
        "gill", f"disclosures/{w.monthly_disclosure.pk}/end-schedule/", {}
    ),
    "POST disclosures/{id}/push-again/": lambda w: Call(
        "gill", f"disclosures/{w.doubtful_disclosure.pk}/push-again/", {}
    ),
    "POST disclosures/{id}/receipt/": lambda w: Call(
        "gill", f"disclosures/{w.disclosure.pk}/receipt/", {"sha256": HASH}
    ),
}
OF_EXTRACTS: dict[str, Maker] = {
    "POST extract-profiles/": lambda w: Call("gill", "extract-profiles/", {"name": "fire", "spec": A_PROFILE}, 201),
    "POST extracts/": lambda w: Call(
        "gill",
        "extracts/",
        {"agreement": str(w.linkage_agreement.pk), "profile": str(w.extract.profile_id), "only_check": True},
        201,
        file_of("nhs_emergency", rows_of("nhs_emergency", {})),
    ),
    "POST extracts/{id}/take-in/": lambda w: Call("gill", f"extracts/{w.extract.pk}/take-in/", {}),
    "POST jobs/{id}/retry/": lambda w: Call("gill", f"jobs/{w.failed_job.pk}/retry/", {}),
}
OF_LINKAGE: dict[str, Maker] = {
    "POST linkage-runs/": _link,
    "POST link-questions/{id}/answer/": lambda w: Call(
        "gill", f"link-questions/{w.question.pk}/answer/", {"is_same": False, "note": "Twins"}, 201
    ),
    "POST link-answers/{id}/withdraw/": lambda w: Call("gill", f"link-answers/{w.link_answer.pk}/withdraw/", {}),
}
OF_NOMINATIONS: dict[str, Maker] = {
    "POST nominations/{id}/decide/": lambda w: Call(
        "mina",
        f"nominations/{w.nomination.pk}/decide/",
        {"decision": "not_now", "reason": "They move away", "not_before": w.day(30)},
    ),
    "POST panel-thresholds/": lambda w: Call(
        "mina", "panel-thresholds/", {"agencies": 3, "months": 12, "reason": "A year is enough"}, 201
    ),
    "POST contact-costs/": lambda w: Call(
        "mina",
        "contact-costs/",
        {"agency": str(w.nomination and w.cast.team.agency.pk), "kind": "Noise", **_cost()},
        201,
    ),
    "POST programme-costs/": lambda w: Call(
        "mina",
        "programme-costs/",
        {
            "words": "A worker" if w.nomination else "",
            "bearer": "nhs",
            "amount": "310.00",
            "price_year": "2013/14",
            "unit": "case_month",
            "grade": 2,
            "reason": "The budget",
        },
        201,
    ),
    "POST objections/": lambda w: Call(
        "gill", "objections/", {"mention": str(w.nomination.mentions[0]), "words": "Leave us alone"}, 201
    ),
    "POST objections/{id}/answer/": lambda w: Call(
        "gill", f"objections/{_objection(w)}/answer/", {"finding": "upheld", "reason": "Nothing weighs more"}
    ),
}
OF_AGREEMENTS: dict[str, Maker] = {
    "POST agreements/": lambda w: Call("gill", "agreements/", _agreement(w), 201),
    "POST agreements/declined/": lambda w: Call(
        "gill",
        "agreements/declined/",
        {
            "asking": str(w.agreement_with.pk),
            "purpose": "linkage",
            "asked_on": w.day(-1),
            "categories": ["housing"],
            "items": ["name", "arrears"],
            "reason": "Counts would do",
        },
        201,
    ),
    "POST agreements/import/": lambda w: Call("gill", "agreements/import/", as_file(w.agreement), 201),
    "POST agreements/{id}/sign/": lambda w: Call(
        "gill",
        f"agreements/{w.unsigned.pk}/sign/",
        {"agency": str(w.cast.team.agency_id), "signatory_name": "R. Hale"},
    ),
    "POST agreements/{id}/suspend/": lambda w: Call(
        "gill", f"agreements/{w.agreement.pk}/suspend/", {"reason": "A breach is looked into"}
    ),
    "POST agreements/{id}/lift/": lambda w: Call("gill", f"agreements/{w.suspended.pk}/lift/", {}),
    "POST agreements/{id}/end/": lambda w: Call("gill", f"agreements/{w.agreement.pk}/end/", {"reason": "Replaced"}),
}

OF_SHARING: dict[str, Maker] = {
    "POST cases/{reference}/shares/": lambda w: _case(
        w.open,
        "shares",
        {
            "agency": str(w.agreement_with.pk),
            "agreement": str(w.agreement.pk),
            "categories": ["housing"],
            "level": "see",
            "reason": "They know the landlord",
            "participant_told": "Rosa, at home",
        },
        status=201,
    ),
    "POST shares/{id}/stop/": lambda w: Call("asha", f"shares/{w.share.pk}/stop/", {"reason": "Rosa asked us to"}),
    "POST cases/{reference}/declined-shares/": lambda w: _case(
        w.open, "declined-shares", {"agency": str(w.agreement_with.pk), "reason": "Rosa asked us not to"}, status=201
    ),
}

OF_HOUSEHOLDS: dict[str, Maker] = {
    "POST households/": lambda w: Call("asha", "households/", {"name": "The Hill household"}, 201),
    "POST households/{id}/members/": lambda w: Call(
        "asha",
        f"households/{w.empty_household[0].pk}/members/",
        {"person": str(w.open.people[0].pk), "role": "adult", "started_on": w.day(-5)},
        201,
    ),
    "POST household-members/{id}/move-out/": lambda w: Call(
        "asha", f"household-members/{_first(w.empty_household[0].members)}/move-out/", {"ended_on": w.day(0)}
    ),
    "POST households/{id}/addresses/": lambda w: Call(
        "asha",
        f"households/{w.open.household.pk}/addresses/",
        {"lines": "2 Kiln Row", "town": "Burslem", "postcode": "st61aa", "started_on": w.day(0)},
        201,
    ),
    "POST addresses/{id}/end/": lambda w: Call(
        "asha", f"addresses/{_first(w.open.household.addresses)}/end/", {"ended_on": w.day(0)}
    ),
    "POST households/{id}/split/": lambda w: Call(
        "asha",
        f"households/{w.empty_household[0].pk}/split/",
        {"people": [str(w.empty_household[1][0].pk)], "name": "Ada’s", "reason": "A flat", "made_on": w.day(0)},
        201,
    ),
    "POST households/{id}/join/": lambda w: Call(
        "asha",
        f"households/{w.empty_household[0].pk}/join/",
        {"into": str(w.open.household.pk), "reason": "They moved in together", "made_on": w.day(0)},
        201,
    ),
    "POST household-changes/{id}/undo/": lambda w: Call("asha", f"household-changes/{w.change.pk}/undo/", {}),
    "POST people/": lambda w: Call(
        "asha", "people/", {"name": "Kit Hill", "born_on": "1999-05-01", "birth_precision": "day"}, 201
    ),
    "PATCH people/{id}/": lambda w: Call(
        "asha",
        f"people/{w.open.people[0].pk}/",
        {"name": "Rosa Hill", "pronouns": "she/her", "language": "Welsh", "needs_interpreter": True},
    ),
    "POST people/{id}/names/": lambda w: Call(
        "asha", f"people/{w.open.people[0].pk}/names/", {"name": "Rosa Hughes", "kind": "former"}, 201
    ),
    "POST members/{id}/confidential-addresses/": lambda w: Call(
        "asha",
        f"members/{w.open.member('Rosa').pk}/confidential-addresses/",
        {"lines": "9 Alder Court", "postcode": "ST13 5AA", "note": "Ring from the corner"},
        201,
    ),
    "POST confidential-addresses/{id}/show/": lambda w: Call(
        "asha", f"confidential-addresses/{_first(w.open.people[0].confidential_addresses)}/show/", {}
    ),
    "POST confidential-addresses/{id}/end/": lambda w: Call(
        "asha", f"confidential-addresses/{_first(w.open.people[0].confidential_addresses)}/end/", {}
    ),
    "POST people/{id}/safe-contacts/": lambda w: Call(
        "asha",
        f"people/{w.open.people[0].pk}/safe-contacts/",
        {
            "ways": ["text", "visit"],
            "days": [1, 5],
            "not_before": "09:30",
            "not_after": "14:30",
            "code_word": "Bluebell",
            "who_said": "Herself",
            "review_on": w.day(90),
        },
        201,
    ),
    "POST people/{id}/identifiers/": lambda w: Call(
        "asha", f"people/{w.open.people[0].pk}/identifiers/", {"scheme": "nhs_number", "value": "943 476 5919"}, 201
    ),
    "POST people/{id}/links/": lambda w: Call(
        "asha",
        f"people/{w.open.people[0].pk}/links/",
        {"same_as": str(w.open.people[1].pk), "evidence": "Told us so"},
        201,
    ),
    "POST identifiers/{id}/verify/": lambda w: Call(
        "asha", f"identifiers/{_first(w.open.people[0].identifiers)}/verify/", {}
    ),
    "POST identifiers/{id}/withdraw/": lambda w: Call(
        "asha", f"identifiers/{_first(w.open.people[0].identifiers)}/withdraw/", {}
    ),
    "POST links/{id}/undo/": lambda w: Call("asha", f"links/{_link(w)}/undo/", {}),
}

OF_SEARCH: dict[str, Maker] = {
    "POST search/": lambda w: Call("asha", "search/", {"words": "Rosa Bell 2 4 1988"}),
}

OF_CASES: dict[str, Maker] = {
    "POST referrals/": lambda w: Call(
        "asha",
        "referrals/",
        {
            "household": str(w.empty_household[0].pk),
            "team": str(w.cast.team.pk),
            "reason": "Rent arrears",
            "people": [str(w.empty_household[1][0].pk)],
        },
        201,
    ),
    "POST cases/{reference}/accept/": lambda w: _case(
        w.at(S.REFERRED), "accept", {"lead": _membership(w, "asha")}, who="mina"
    ),
    "POST cases/{reference}/decline/": lambda w: _case(
        w.at(S.REFERRED), "decline", {"decline_reason": "not_wanted", "explanation": "They said no"}, who="mina"
    ),
    "POST cases/{reference}/reconsider/": lambda w: _case(
        w.at(S.DECLINED), "reconsider", {"reason": "They called"}, who="mina"
    ),
    "POST cases/{reference}/move-to-stage/": lambda w: _case(w.open, "move-to-stage", {"stage": "agreeing_outcomes"}),
    "POST cases/{reference}/restrict/": lambda w: _case(
        w.open, "restrict", {"restriction": "sealed", "reason": "Her brother works here"}, who="mina"
    ),
    "POST cases/{reference}/pause/": lambda w: _case(w.open, "pause", _exit(w)),
    "POST cases/{reference}/step-up/": lambda w: _case(
        w.open, "step-up", {**_exit(w), "receiving_service": "Children’s social care"}
    ),
    "POST cases/{reference}/lose-contact/": lambda w: _case(
        w.lost, "lose-contact", {**_exit(w), "attempts": [str(row.pk) for row in w.lost.case.contacts.all()]}
    ),
    "POST cases/{reference}/transfer/": lambda w: _case(w.open, "transfer", {**_exit(w), "receiving_service": "Leeds"}),
    "POST cases/{reference}/confirm-transfer/": lambda w: _case(
        w.at(S.TRANSFERRED), "confirm-transfer", {"words": "We have them"}
    ),
    "POST cases/{reference}/move-away/": lambda w: _case(w.open, "move-away", TOLD),
    "POST cases/{reference}/record-death/": lambda w: _case(w.bereaved, "record-death", TOLD),
    "POST cases/{reference}/continue-in/": lambda w: _case(
        w.open,
        "continue-in",
        {"other": w.lost.case.reference, "reason": "One home now", "people_told": "Both"},
        who="mina",
    ),
    "POST cases/{reference}/resume/": lambda w: _case(w.at(S.PAUSED), "resume", {"reason": "They are back"}),
    "POST cases/{reference}/hand-over/": lambda w: _case(
        w.open,
        "hand-over",
        {
            "to": _membership(w, "ben"),
            "reason": "Asha moves",
            "handover_note": "Tuesdays",
            "participants_told": "Rosa",
        },
        who="mina",
        status=201,
    ),
    "POST memberships/{id}/hand-over-caseload/": lambda w: Call(
        "mina",
        f"memberships/{_membership(w, 'asha')}/hand-over-caseload/",
        {
            "reason": "Asha moves",
            "handovers": [
                {
                    "case": w.at(S.GETTING_TO_KNOW).case.reference,
                    "etag": w["mina"].get(f"cases/{w.at(S.GETTING_TO_KNOW).case.reference}/")["ETag"],
                    "to": _membership(w, "ben"),
                    "handover_note": "Tuesdays",
                    "participants_told": "Rosa",
                }
            ],
        },
    ),
    "POST cases/{reference}/add-support/": lambda w: _case(
        w.lost, "add-support", {"membership": _membership(w, "ben")}, who="mina", status=201
    ),
    "POST allocations/{id}/end-support/": lambda w: Call(
        "mina",
        f"allocations/{_first(w.open.case.allocations.filter(role='supporting', ended_at=None))}/end-support/",
        {"reason": "No longer needed"},
    ),
    "POST cases/{reference}/members/": lambda w: _case(
        w.open, "members", {"person": str(w.empty_household[1][0].pk)}, status=201
    ),
    "POST members/{id}/propose-leaving/": lambda w: Call(
        "asha",
        f"members/{_member(w, w.open, 'Tom')}/propose-leaving/",
        {"reason": "left", "evidence": "He told us both"},
    ),
    "POST members/{id}/keep/": lambda w: Call("asha", f"members/{_member(w, w.open, 'Mia')}/keep/", {}),
    "POST members/{id}/confirm-leaving/": lambda w: Call(
        "ben", f"members/{_member(w, w.open, 'Mia')}/confirm-leaving/", {}
    ),
    "POST members/{id}/engage/": lambda w: Call("asha", f"members/{_member(w, w.open, 'Mia')}/engage/", SAID, 201),
    "POST engagements/{id}/withdraw/": lambda w: Call(
        "asha", f"engagements/{_first(w.open.member('Rosa').engagements)}/withdraw/", {**SAID, "witness": "Ben Hope"}
    ),
}

OF_CONTENT: dict[str, Maker] = {
    "POST cases/{reference}/contacts/": lambda w: _case(
        w.open,
        "contacts",
        {
            "category": "housing",
            "happened_at": f"{w.day(-1)}T14:30:00Z",
            "channel": "visit",
            "summary": "The boiler is broken",
            "about": [str(w.open.people[0].pk)],
            "not_to_disclose_to": [str(w.open.people[1].pk)],
        },
        status=201,
    ),
    "POST cases/{reference}/documents/": lambda w: _case(
        w.open,
        "documents",
        {
            "category": "housing",
            "title": "Tenancy agreement",
            "kind": "letter",
            "dated_on": "2024-06-01",
            "held_where": "Cabinet 2",
        },
        status=201,
    ),
}

OF_WARNINGS: dict[str, Maker] = {
    "POST cases/{reference}/warnings/": lambda w: _case(
        w.open, "warnings", {"category": "general", "text": "Ring first", "review_on": w.day(30)}, status=201
    ),
    "POST warnings/{id}/look-again/": lambda w: Call(
        "asha",
        f"warnings/{_first(w.open.case.casewarnings.filter(ended_at=None))}/look-again/",
        {"review_on": w.day(60)},
    ),
    "POST warnings/{id}/end/": lambda w: Call(
        "asha", f"warnings/{_first(w.open.case.casewarnings.filter(ended_at=None))}/end/", {"reason": "It moved"}
    ),
}

OF_PARTNERS: dict[str, Maker] = {
    "POST contacts/{id}/comment/": lambda w: _entry(w, "contacts", "comment"),
    "POST contacts/{id}/ask-for-correction/": lambda w: _entry(w, "contacts", "ask-for-correction"),
    "POST documents/{id}/comment/": lambda w: _entry(w, "documents", "comment"),
    "POST documents/{id}/ask-for-correction/": lambda w: _entry(w, "documents", "ask-for-correction"),
    "POST comments/{id}/answer/": lambda w: Call(
        "asha",
        f"comments/{_first(w.open.case.comments.filter(kind='correction_asked', answered_at=None))}/answer/",
        {"outcome": "kept", "answer": "It was out when we came"},
    ),
    "POST cases/{reference}/ask-for-help/": lambda w: _case(
        w.open,
        "ask-for-help",
        {"agency": str(w.agreement_with.pk), "category": "housing", "what": "Go there with Rosa"},
        status=201,
    ),
    "POST cases/{reference}/offer-help/": lambda w: _case(
        w.open, "offer-help", {"category": "housing", "what": "A place on our course"}, who="gita", status=201
    ),
    "POST pulls/{id}/answer/": lambda w: Call(
        "asha", f"pulls/{_first(w.open.case.pulls.filter(kind='offered'))}/answer/", {"answer": "accepted"}
    ),
    "POST pulls/{id}/end/": lambda w: Call(
        "asha", f"pulls/{_first(w.open.case.pulls.filter(ended_at=None))}/end/", {"came_of_it": "They went together"}
    ),
    "POST cases/{reference}/visit/": lambda w: _case(w.open, "visit", {}),
}

OF_OUTCOMES: dict[str, Maker] = {
    "POST cases/{reference}/understandings/": lambda w: _case(
        w.open, "understandings", {"category": "family", "what_matters": "Mia’s own bed"}, status=201
    ),
    "POST cases/{reference}/outcomes/": lambda w: _case(
        w.open, "outcomes", {**_wording(w), "domain": "health", "category": "health"}, status=201
    ),
    "POST outcomes/{id}/reword/": lambda w: Call("asha", f"outcomes/{_outcome(w)}/reword/", _wording(w)),
    "POST outcomes/{id}/drop/": lambda w: Call("asha", f"outcomes/{_outcome(w)}/drop/", {"reason": "Not wanted"}),
    "POST outcomes/{id}/agree/": lambda w: Call(
        "asha", f"outcomes/{_proposed(w)}/agree/", {"member": _member(w, w.lost), "version": 1, **SAID}, 201
    ),
    "POST outcomes/{id}/rate/": lambda w: Call(
        "asha",
        f"outcomes/{_outcome(w)}/rate/",
        {"voice": "participant", "member": _member(w, w.open), "value": 5, "words": "Four nights"},
        201,
    ),
    "POST cases/{reference}/actions/": lambda w: _case(
        w.open,
        "actions",
        {
            "title": "Ask the landlord",
            "due_on": w.day(7),
            "category": "housing",
            "outcome": _outcome(w),
            "owner_worker": _membership(w, "asha"),
        },
        status=201,
    ),
    "POST actions/{id}/put-off/": lambda w: Call("asha", f"actions/{_todo(w)}/put-off/", {"due_on": w.day(20)}),
    "POST actions/{id}/finish/": lambda w: Call("asha", f"actions/{_todo(w)}/finish/", {"result": "Repaired"}),
    "POST actions/{id}/drop/": lambda w: Call("asha", f"actions/{_todo(w)}/drop/", {"reason": "They moved"}),
    "POST actions/{id}/take-up-again/": lambda w: Call("asha", f"actions/{w.action(done=True).pk}/take-up-again/", {}),
    "POST cases/{reference}/reviews/": lambda w: _case(w.open, "reviews", {"due_on": w.day(40)}, status=201),
    "POST reviews/{id}/hold/": lambda w: Call(
        "asha",
        f"reviews/{_first(w.open.case.reviews.filter(held_at__isnull=True))}/hold/",
        {"summary": "Rosa sleeps", "took_part": [_member(w, w.open)], "next_on": w.day(60)},
    ),
}

OF_CLOSURE: dict[str, Maker] = {
    "POST cases/{reference}/closure-proposals/": lambda w: _case(
        w.open, "closure-proposals", {"ground": "resolved", "wording": WORDS}, status=201
    ),
    "POST closure-proposals/{id}/agree/": lambda w: _answer(w, "agree", {"wording": WORDS}),
    "POST closure-proposals/{id}/refuse/": lambda w: _answer(w, "refuse", {"review_on": w.day(10)}),
    "POST closure-proposals/{id}/want-time/": lambda w: _answer(w, "want-time", {}),
    "POST closure-proposals/{id}/withdraw/": lambda w: Call(
        "asha", f"closure-proposals/{w.proposal(w.asked).pk}/withdraw/", {"reason": "Somebody joined"}
    ),
    "POST cases/{reference}/close/": lambda w: _case(w.agreed, "close", {}),
    "POST cases/{reference}/reopen/": lambda w: _case(w.closed, "reopen", {"reason": "The arrears are back"}),
}

OF_REMINDERS: dict[str, Maker] = {
    "POST reminders/{id}/read/": lambda w: Call("asha", f"reminders/{w.reminder.pk}/read/", {}),
    "POST reminders/read-all/": lambda w: Call("asha", "reminders/read-all/", {}),
    "PATCH reminder-preferences/": lambda w: Call("asha", w.preference, {"lead_days": 3, "quiet_from": None}),
    "POST reminder-messages/{id}/resend/": lambda w: Call("mina", f"reminder-messages/{w.uncertain.pk}/resend/", {}),
    "POST reminder-messages/{id}/confirm/": lambda w: Call("mina", f"reminder-messages/{w.uncertain.pk}/confirm/", {}),
}

CALLS = (
    OF_AGENCIES
    | OF_AGREEMENTS
    | OF_DISCLOSURES
    | OF_EXTRACTS
    | OF_LINKAGE
    | OF_NOMINATIONS
    | OF_HOUSEHOLDS
    | OF_SEARCH
    | OF_CASES
    | OF_SHARING
    | OF_CONTENT
    | OF_WARNINGS
    | OF_PARTNERS
    | OF_OUTCOMES
    | OF_CLOSURE
    | OF_REMINDERS
)


def _entry(world: World, entries: str, verb: str) -> Call:
    row = _first(getattr(world.open.case, entries))
    return Call("asha", f"{entries}/{row}/{verb}/", {"text": "It was the Tuesday"}, 201)


def _link(world: World) -> str:
    return _first(world.open.people[0].links.all() | world.open.people[0].linked_from.all())


def _outcome(world: World) -> str:
    return _first(world.open.case.outcomes)


def _proposed(world: World) -> str:
    return world.proposed_outcome


def _todo(world: World) -> str:
    return str(world.action(done=False).pk)
