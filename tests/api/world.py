"""What stands while a module of tests runs: people, and cases at every point, each made when it is first asked for."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache, cached_property
from typing import Any

from django.apps import apps
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings

from agencies import agreements, clock, partners, tokens
from agencies.actors import Actor
from agencies.enums import AuditResult
from agencies.models import (
    Agency,
    AuditEvent,
    Disclosure,
    Extract,
    Job,
    PasswordLink,
    PushAddress,
    SharingAgreement,
    Team,
)
from casework import allocations, households, members, people, reminder_preferences
from casework.enums import CaseStatus, LeavingReason
from casework.models import (
    CaseShare,
    ComparedPair,
    ConfidentialAddress,
    EngagementAgreement,
    HouseholdChange,
    LinkAnswer,
    Nomination,
    Objection,
    Reminder,
    ReminderMessage,
)
from outcomes import actions
from outcomes.models import Action, ClosureProposal
from tests.api.crowd import make_crowd
from tests.api.routes import PREFIX, Route
from tests.conftest import QUICK_HASHER, database_role
from tests.factories.agencies import make_cast
from tests.factories.casework import ROSA, Scene, make_contact, make_household, make_scene
from tests.factories.disclosures import (
    make_disclosing_agreement,
    make_disclosure,
    make_in_doubt,
    make_push_address,
    make_released,
)
from tests.factories.everything import make_every_row, make_open_rows
from tests.factories.extracts import make_extract, make_failed_job, make_linkage_agreement
from tests.factories.linkage import make_answer, make_stored_question
from tests.factories.nominations import make_nominations
from tests.factories.outcomes import make_action, make_closed_scene, make_outcome, make_proposal
from tests.factories.sharing import make_agreement, the_practice

KEYS: dict[str, Callable[["World", Scene], object]] = {
    "agencies": lambda world, scene: scene.cast.asha.membership.agency_id,
    "team": lambda world, scene: scene.cast.asha.membership.pk,
    "teams": lambda world, scene: scene.case.team_id,
    "users": lambda world, scene: scene.cast.asha.membership.user_id,
    "memberships": lambda world, scene: scene.cast.asha.membership.pk,
    "households": lambda world, scene: scene.household.pk,
    "household-changes": lambda world, scene: HouseholdChange.objects.get(source=scene.household).pk,
    "household-members": lambda world, scene: scene.household.members.order_by("pk")[0].pk,
    "addresses": lambda world, scene: scene.household.addresses.get().pk,
    "people": lambda world, scene: scene.people[0].pk,
    "identifiers": lambda world, scene: scene.people[0].identifiers.get().pk,
    "safe-contacts": lambda world, scene: scene.people[0].safe_contacts.get(replaced_at=None).pk,
    "confidential-addresses": lambda world, scene: ConfidentialAddress.objects.get(person=scene.people[0]).pk,
    "links": lambda world, scene: (scene.people[0].links.all() | scene.people[0].linked_from.all()).get().pk,
    "cases": lambda world, scene: scene.case.reference,
    "referrals": lambda world, scene: scene.case.reference,
    "allocations": lambda world, scene: scene.case.allocations.order_by("pk")[0].pk,
    "members": lambda world, scene: scene.members[0].pk,
    "engagements": lambda world, scene: (
        EngagementAgreement.objects.filter(member__case=scene.case).order_by("pk")[0].pk
    ),
    "agreements": lambda world, scene: world.agreement.pk,
    "disclosures": lambda world, scene: world.disclosure.pk,
    "push-addresses": lambda world, scene: world.push_address.pk,
    "extract-profiles": lambda world, scene: world.extract.profile_id,
    "extracts": lambda world, scene: world.extract.pk,
    "jobs": lambda world, scene: world.failed_job.pk,
    "linkage-runs": lambda world, scene: world.question.run_id,
    "link-questions": lambda world, scene: world.question.pk,
    "link-answers": lambda world, scene: world.link_answer.pk,
    "mentions": lambda world, scene: world.question.right_id,
    "nominations": lambda world, scene: world.nomination.pk,
    "objections": lambda world, scene: Objection.objects.order_by("recorded_at")[0].pk,
    "shares": lambda world, scene: scene.case.shares.order_by("shared_at")[0].pk,
    "contacts": lambda world, scene: scene.case.contacts.order_by("pk")[0].pk,
    "warnings": lambda world, scene: scene.case.casewarnings.order_by("ended_at")[0].pk,
    "comments": lambda world, scene: scene.case.comments.order_by("pk")[0].pk,
    "pulls": lambda world, scene: scene.case.pulls.order_by("pk")[0].pk,
    "documents": lambda world, scene: scene.case.documents.get(file_key=None).pk,
    "papers": lambda world, scene: scene.case.printed_plans.order_by("printed_at")[0].code,
    "outcomes": lambda world, scene: scene.case.outcomes.get().pk,
    "actions": lambda world, scene: scene.case.actions.order_by("pk")[0].pk,
    "reviews": lambda world, scene: scene.case.reviews.order_by("pk")[0].pk,
    "reminders": lambda world, scene: scene.case.reminders.order_by("pk")[0].pk,
    "reminder-messages": lambda world, scene: scene.case.reminders.order_by("pk")[0].message_id,
    "looks": lambda world, scene: scene.people[0].pk,
    "unusual": lambda world, scene: scene.case.pk,  # no row of any case leads there
    "sign-in": lambda world, scene: scene.case.pk,  # the same
    "emergencies": lambda world, scene: scene.case.emergencies.get().pk,
    "conflicts": lambda world, scene: scene.case.pk,  # no row of any case leads there
    "closure-proposals": lambda world, scene: scene.case.closure_proposals.get().pk,
}


def rows() -> dict[str, int]:
    """How many there are, of every kind; of the trail those of acts, since looks and refusals stay whatever comes of them.

    Links for new passwords are left out: the web server writes them and may not read one.
    """
    labels, statement, values = counting()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return dict(zip(labels, cursor.fetchone(), strict=True))


@cache
def counting() -> tuple[list[str], str, list[Any]]:
    """All of them in one statement, which is written once: eighty by themselves took a tenth of the time of such tests."""
    kept = {AuditEvent: AuditEvent.objects.filter(result=AuditResult.DONE)}
    labels, parts, values = [], [], []
    for model in apps.get_models():
        if model is not PasswordLink:
            rows = kept.get(model, model._default_manager.all())  # type: ignore[attr-defined]
            part, its_values = rows.order_by().values("pk").query.sql_with_params()
            labels.append(model._meta.label)
            parts.append(f"(SELECT count(*) FROM ({part}) AS rows)")
            values += its_values
    return labels, f"SELECT {', '.join(parts)}", values


class Door:
    """The API as one actor meets it, with a token of their own."""

    def __init__(self, actor: Actor) -> None:
        assert actor.membership is not None
        self.actor = actor
        self.client = Client(raise_request_exception=False)
        self.headers = {"Authorization": f"Bearer {tokens.issue(actor.membership)}"}

    def send(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        match: str | None = None,
        key: str | None = None,
        headers: dict[str, str] | None = None,
        **options: Any,
    ) -> HttpResponse:
        """One request. `body` is sent as JSON, bytes as they are; `match` is an ETag, `key` is for once only."""
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        sent = {**self.headers, **({"If-Match": match} if match else {}), **({"Idempotency-Key": key} if key else {})}
        address = path if path.startswith("/") else PREFIX + path
        if (
            connection.in_atomic_block
        ):  # a request before this one, in the test's own transaction, made them speak at once
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        options = {"content_type": "application/json", **options}
        response: HttpResponse = self.client.generic(
            method, address, raw, headers={**sent, **(headers or {})}, **options
        )
        return response

    def get(self, path: str, **options: Any) -> HttpResponse:
        """Look."""
        return self.send("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> HttpResponse:
        """Act; without If-Match unless `match` is given."""
        return self.send("POST", path, {} if body is None else body, **options)

    def patch(self, path: str, body: Any, **options: Any) -> HttpResponse:
        """Put right."""
        return self.send("PATCH", path, body, **options)

    def etag(self, path: str) -> str:
        """The version as it is now."""
        return self.get(path)["ETag"]

    def act(self, path: str, body: Any = None, **options: Any) -> HttpResponse:
        """Act on what stands one step above in the address, in the version as it is now."""
        return self.post(path, body, match=self.etag(subject_of(path)), **options)


def subject_of(path: str) -> str:
    """The address of the row that a verb's address speaks of."""
    return path.rstrip("/").rpartition("/")[0] + "/"


class World:
    """Written as `seed` and committed; a test's own changes are undone after it."""

    def __init__(self) -> None:
        with database_role("seed"), override_settings(PASSWORD_HASHERS=QUICK_HASHER):
            self.cast = make_cast()
        self.doors: dict[str, Door] = {}

    def __getitem__(self, name: str) -> Door:
        """The API as this one of the cast meets it."""
        if name not in self.doors:
            with database_role("seed"):
                self.doors[name] = Door(the_practice(self.cast) if name == "gita" else self.cast[name])
        return self.doors[name]

    @cached_property
    def open(self) -> Scene:
        """Asha's working case with a row of every kind but a closure's; Ben supports; an action is done."""
        with database_role("seed"):
            scene = make_open_rows(self.cast)
            ben = self.cast.ben.membership
            assert ben is not None
            allocations.add_support(scene.fresh(), membership=ben, by=self.cast.mina)
            actions.finish(make_action(scene, None), by=self.cast.asha)
            members.propose_leaving(
                scene.member("Mia"), reason=LeavingReason.LEFT, evidence="She lives with her aunt", by=self.cast.asha
            )
            scene.fresh()
            return scene

    def at(self, status: CaseStatus) -> Scene:
        """Asha's case in this state; people of its own."""
        if status not in self._made:
            with database_role("seed"):
                self._made[status] = make_scene(self.cast, status, name=f"The {status.label} household")
        return self._made[status]

    @cached_property
    def full(self) -> Scene:
        """A closed case with a row of every kind."""
        with database_role("seed"):
            return make_every_row(self.cast)

    @cached_property
    def crowd(self) -> Scene:
        """An open case with three of everything."""
        with database_role("seed"):
            return make_crowd(self.cast)

    @cached_property
    def agreement_with(self) -> Agency:
        """The partner of the open case."""
        return self.share.agency

    @cached_property
    def share(self) -> CaseShare:
        """A share of the open case that stands."""
        return self.open.case.shares.select_related("agency", "agreement").order_by("shared_at")[0]

    @property
    def agreement(self) -> SharingAgreement:
        """The agreement it stands on."""
        return SharingAgreement.objects.get(pk=self.share.agreement_id)

    @cached_property
    def linkage_agreement(self) -> SharingAgreement:
        """Under which extracts are handed over."""
        with database_role("seed"):
            return make_linkage_agreement(self.cast)

    @cached_property
    def extract(self) -> Extract:
        """One that was only checked."""
        with database_role("seed"):
            return make_extract(self.cast, self.linkage_agreement)

    @cached_property
    def disclosing_agreement(self) -> SharingAgreement:
        """Under which files pass."""
        with database_role("seed"):
            return make_disclosing_agreement(self.cast)

    @cached_property
    def disclosure(self) -> Disclosure:
        """One that Gill asked the police for, and that can be fetched."""
        with database_role("seed"):
            return make_released(self.cast, self.disclosing_agreement)

    @cached_property
    def asked_disclosure(self) -> Disclosure:
        """One that the police ask of the council, which has not answered."""
        with database_role("seed"):
            return make_disclosure(self.cast, self.disclosing_agreement)

    @cached_property
    def monthly_disclosure(self) -> Disclosure:
        """One that the police ask of the council each month."""
        with database_role("seed"):
            return make_disclosure(self.cast, self.disclosing_agreement, every="month")

    @cached_property
    def doubtful_disclosure(self) -> Disclosure:
        """One that Gill asked the police for, and that may have been taken by the council's server."""
        with database_role("seed"):
            return make_in_doubt(self.cast, self.disclosing_agreement)

    @cached_property
    def push_address(self) -> PushAddress:
        """The council's."""
        with database_role("seed"):
            return make_push_address(self.cast.gill)

    @cached_property
    def nomination(self) -> Nomination:
        """A household that was found, beside one of whom somebody objects."""
        with database_role("seed"):
            return make_nominations(self.cast)[0]

    @cached_property
    def failed_job(self) -> Job:
        """Of another extract."""
        with database_role("seed"):
            return make_failed_job(make_extract(self.cast, self.linkage_agreement))

    @cached_property
    def question(self) -> ComparedPair:
        """Two rows of extracts that nobody can tell."""
        with database_role("seed"):
            return make_stored_question(self.cast, self.linkage_agreement)

    @cached_property
    def link_answer(self) -> LinkAnswer:
        """What somebody said of two others."""
        with database_role("seed"):
            return make_answer(self.cast, make_stored_question(self.cast, self.linkage_agreement))

    @cached_property
    def unused_team(self) -> Team:
        """A team that nobody is in and no household came to."""
        with database_role("seed"):
            return partners.register_team(agency=self.cast.team.agency, name="Unused", by=self.cast.adi)

    @cached_property
    def unsigned(self) -> SharingAgreement:
        """One that nobody has signed."""
        with database_role("seed"):
            return make_agreement(self.cast, self.agreement_with, signed=False, title="Unsigned")

    @cached_property
    def suspended(self) -> SharingAgreement:
        """One that is suspended."""
        with database_role("seed"):
            agreement = make_agreement(self.cast, self.agreement_with, title="Suspended")
            return agreements.suspend(agreement, reason="A breach", by=self.cast.gill)

    @cached_property
    def asked(self) -> Scene:
        """Its closure is proposed, and nobody has answered."""
        with database_role("seed"):
            scene = make_scene(self.cast, CaseStatus.WORKING, name="The Asked household")
            make_proposal(scene)
            scene.fresh()
            return scene

    @cached_property
    def agreed(self) -> Scene:
        """Everybody agreed to its closure."""
        with database_role("seed"):
            scene = make_scene(self.cast, CaseStatus.WORKING, name="The Agreed household")
            make_proposal(scene, answered=True)
            scene.fresh()
            return scene

    @cached_property
    def closed(self) -> Scene:
        """Closed by agreement."""
        with database_role("seed"):
            return make_closed_scene(self.cast)

    @cached_property
    def lost(self) -> Scene:
        """Working, and tried twice in vain by two channels."""
        with database_role("seed"):
            scene = make_scene(self.cast, CaseStatus.WORKING, name="The Silent household")
            for channel in ("phone", "visit"):
                make_contact(scene, channel=channel, was_reached=False)  # type: ignore[arg-type]
            return scene

    @cached_property
    def reminder(self) -> Reminder:
        """Asha's, of the open case."""
        return self.open.case.reminders.get()

    @cached_property
    def uncertain(self) -> ReminderMessage:
        """An e-mail of hers of which nobody knows whether it arrived."""
        message = self.reminder.message
        assert message is not None
        return message

    @cached_property
    def preference(self) -> str:
        """The address of how Asha wants to be reminded, who has said so once."""
        with database_role("seed"):
            by = self.cast.asha
            reminder_preferences.amend(reminder_preferences.preference_for(by), lead_days=2, by=by)
        return "reminder-preferences/"

    @cached_property
    def proposed_outcome(self) -> str:
        """An outcome of that case which nobody has agreed to."""
        with database_role("seed"):
            return str(make_outcome(self.lost, agreed=False).pk)

    @cached_property
    def bereaved(self) -> Scene:
        """A working case with one person, who has died."""
        with database_role("seed"):
            scene = make_scene(self.cast, CaseStatus.WORKING, ROSA, name="The Bereaved household")
            people.amend(scene.people[0], died_on=clock.today(), by=self.cast.asha)
            return scene

    @cached_property
    def south(self) -> Scene:
        """A case of the other team: Dot leads, Dora manages; hidden from Asha."""
        with database_role("seed"):
            return make_open_rows(replace(self.cast, asha=self.cast.dot, mina=self.cast.dora, ben=self.cast.dora))

    @cached_property
    def empty_household(self) -> Any:
        """Two people of whom Asha's team wrote down that they live together, without a case."""
        with database_role("seed"):
            return make_household(self.cast.asha, ("Ada Moss", None), ("Bo Moss", None), name="The Moss household")

    @cached_property
    def change(self) -> HouseholdChange:
        """A split that can be undone."""
        with database_role("seed"):
            household, settled = make_household(self.cast.asha, ("Cy Vale", None), ("Di Vale", None))
            return households.split(
                household, people=settled[:1], name="Cy’s", reason="A flat", made_on=clock.today(), by=self.cast.asha
            )

    def key(self, route: Route, scene: Scene) -> str:
        """What stands in this address for a row of the scene; empty where the address takes none."""
        return str(KEYS[route.name.strip("/").partition("/")[0]](self, scene)) if route.has_key else ""

    def proposal(self, scene: Scene) -> ClosureProposal:
        """The last proposal of a scene."""
        return ClosureProposal.objects.filter(case=scene.case).order_by("-proposed_at")[0]

    def action(self, *, done: bool) -> Action:
        """An action of the open case, done or still to do."""
        return Action.objects.filter(case=self.open.case, done_at__isnull=not done)[0]

    def day(self, ahead: int) -> str:
        """A day so many days from today, by the database's clock."""
        return (clock.today() + timedelta(days=ahead)).isoformat()

    @cached_property
    def _made(self) -> dict[CaseStatus, Scene]:
        return {}
