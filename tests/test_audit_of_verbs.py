"""Every verb of the rooms leaves its row in the trail, under the name of whoever acted."""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from functools import wraps

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings

from agencies import (
    agreement_files,
    agreements,
    clock,
    drafts,
    identity_providers,
    invitations,
    jobs,
    memberships,
    partners,
    second_factors,
    sign_ins,
    tokens,
    users,
)
from agencies.actors import set_actor, system_actor
from agencies.disclosures import addresses, asking, pushing, schedules
from agencies.enums import AgencyKind, ResetReason, RoleCode
from agencies.extracts import receiving
from agencies.models import AuditEvent, StagedMention, UnusualAccess
from casework import (
    allocations,
    confidential_addresses,
    conflicts,
    engagement,
    exits,
    households,
    lifecycle,
    link_answers,
    linkage_runs,
    members,
    newcomers,
    nominating,
    nominations,
    objections,
    panel,
    people,
    referring,
    reminder_preferences,
    reminders,
    sharing,
    undelivered,
    unusual,
)
from casework.births import BirthPrecision
from casework.closeness import Closeness
from casework.enums import CaseStatus, HouseholdRole, LeavingReason, Means
from casework.models import Nomination
from casework.newcomers import Newcomer
from casework.nomination_words import NominationDecision, ObjectionFinding
from casework.referring import Knows, Story
from outcomes import actions, closure, codesign, reviews
from tests.factories.agencies import make_cast
from tests.factories.casework import leave, make_confidential, make_person, make_scene
from tests.factories.disclosures import (
    PUSH_HOST,
    make_disclosing_agreement,
    make_disclosure,
    make_fetchable,
    make_in_doubt,
    pia_of,
    share_for,
)
from tests.factories.everything import make_every_row
from tests.factories.extracts import hand_over, make_extract, make_failed_job, make_linkage_agreement, rows_of
from tests.factories.linkage import make_stored_question
from tests.factories.nominations import make_found
from tests.factories.outcomes import make_action, make_outcome, make_proposal
from tests.factories.papers import a_folder
from tests.factories.phones import PHONE
from tests.factories.reminders import make_reminder
from tests.factories.sharing import make_declined, make_share

pytestmark = pytest.mark.usefixtures("db")

# Which rows a verb leaves, at least. A new verb is a new line here.
LEAVES = {
    "actions.drop": "action.dropped",
    "actions.finish": "action.done",
    "actions.put_off": "action.put_off",
    "actions.take_on": "action.taken_on",
    "actions.take_up_again": "action.taken_up_again",
    "agreement_files.draft_from": "agreement.drafted",
    "agreements.draft": "agreement.drafted",
    "agreements.end": "agreement.ended",
    "agreements.lift": "agreement.lifted",
    "agreements.sign": "agreement.signed agreement.signed_by_all",
    "agreements.suspend": "agreement.suspended",
    "allocations.add_support": "case.supporting_allocated",
    "allocations.begin_lead": "case.lead_allocated",
    "allocations.end_all": "case.lead_ended",
    "allocations.end_support": "case.supporting_ended",
    "allocations.hand_over": "case.lead_ended case.lead_allocated",
    "allocations.hand_over_caseload": "case.lead_ended case.lead_allocated",
    "allocations.reinstate_lead": "case.lead_allocated",
    "assumptions.set_contact_cost": "savings.contact_cost_set",
    "assumptions.set_programme_cost": "savings.programme_cost_set",
    "case_warnings.end": "warning.ended",
    "case_warnings.look_again": "warning.looked_at_again",
    "case_warnings.warn": "warning.written",
    "closure.agree": "closure.agreed",
    "closure.close": "case.closed case.lead_ended closure.proposal_ended",
    "closure.propose": "closure.proposed case.ending",
    "closure.refuse": "closure.refused closure.proposal_ended case.working review.planned",
    "closure.reopen": "case.working case.lead_allocated review.moved",
    "closure.want_time": "closure.wants_time",
    "closure.withdraw": "closure.proposal_ended case.working",
    "codesign.agree": "outcome.agreed",
    "codesign.drop": "outcome.dropped",
    "codesign.propose": "outcome.proposed",
    "codesign.record_understanding": "understanding.recorded",
    "codesign.reword": "outcome.reworded",
    "comments.answer_correction": "correction.answered",
    "comments.ask_for_correction": "correction.asked",
    "comments.comment": "comment.recorded",
    "confidential_addresses.end": "confidential_address.ended",
    "confidential_addresses.record": "confidential_address.recorded",
    "confidential_addresses.show": "confidential_address.shown",
    "conflicts.declare": "conflict.declared",
    "conflicts.end": "conflict.ended",
    "conflicts.link": "conflict.linked",
    "conflicts.record": "conflict.declared",
    "conflicts.set_aside": "conflict.set_aside",
    "contacts.record": "contact.recorded",
    "contacts.record_document": "document.recorded",
    "declined_sharing.decline": "sharing.declined",
    "asking.approve": "disclosure.approved",
    "asking.ask": "disclosure.asked",
    "asking.confirm": "disclosure.collected",
    "asking.fetch": "disclosure.fetched",
    "asking.refuse": "disclosure.refused",
    "asking.stop": "disclosure.stopped",
    "addresses.end": "push_address.ended",
    "addresses.record": "push_address.recorded",
    "pushing.push_again": "disclosure.pushed_again",
    "schedules.end": "disclosure.schedule_ended",
    "drafts.keep": "draft.kept",
    "drafts.throw_away": "draft.thrown_away",
    "jobs.retry": "job.retried",
    "link_answers.answer": "link.answered",
    "link_answers.withdraw": "link.answer_withdrawn",
    "linkage_runs.ask": "linkage.asked_for",
    "receiving.go_on": "job.retried",
    "receiving.keep_profile": "extract_profile.kept",
    "receiving.profile_chosen": "extract_profile.kept",
    "receiving.receive": "extract.received",
    "receiving.refused_rows_as_file": "extract.refused_rows_given",
    "receiving.take_in": "extract.asked_for",
    "emergencies.close_access": "emergency_access.closed",
    "emergencies.open_access": "emergency_access.opened",
    "emergencies.review": "emergency_access.reviewed",
    "engagement.agree": "engagement.agreed",
    "engagement.withdraw": "engagement.withdrawn",
    "exits.confirm_transfer": "case.transfer_confirmed case.lead_ended",
    "exits.continue_in": "case.continued case_exit.recorded",
    "exits.lose_contact": "case.lost_contact case_exit.recorded",
    "exits.move_away": "case.moved_away case_exit.recorded case.lead_ended",
    "exits.pause": "case.paused case_exit.recorded",
    "exits.record_death": "case.died case_exit.recorded",
    "exits.resume": "case.working case_exit.ended",
    "exits.step_up": "case.stepped_up case_exit.recorded",
    "exits.transfer": "case.transferred case_exit.recorded",
    "households.end_address": "household.address_ended",
    "households.join": "household.joined",
    "households.move_in": "household.moved_in",
    "households.move_out": "household.moved_out",
    "households.record_address": "household.address_recorded",
    "households.register": "household.registered",
    "households.split": "household.split household.registered",
    "households.undo": "household.change_undone",
    "identity_providers.end": "identity_provider.ended",
    "identity_providers.end_link": "provider_link.ended",
    "identity_providers.record": "identity_provider.recorded",
    "lifecycle.accept": "case.accepted case.lead_allocated",
    "lifecycle.create": "case.referred",
    "lifecycle.decline": "case.declined",
    "lifecycle.move_to_stage": "case.getting_to_know case.agreeing_outcomes case.working",
    "lifecycle.reconsider": "case.referred",
    "lifecycle.refer": "case.referred case_member.joined",
    "members.add": "case_member.joined",
    "members.confirm_leaving": "case_member.left case.referred case_member.joined",
    "members.join": "case_member.joined",
    "members.keep": "case_member.kept",
    "members.propose_leaving": "case_member.leaving_proposed",
    "invitations.invite": "user.registered membership.begun",
    "memberships.begin": "membership.begun",
    "memberships.change": "membership.begun membership.ended",
    "memberships.give_phone": "membership.phone_given",
    "memberships.end": "membership.ended",
    "newcomers.bring_in": "person.registered household.moved_in case_member.joined",
    "newcomers.settle": "person.registered household.moved_in",
    "news.visit": "case.visited",
    "nominations.decide": "nomination.decided case.referred person.registered household.address_recorded",
    "objections.answer": "objection.answered",
    "objections.record": "objection.recorded",
    "panel.set_thresholds": "panel.thresholds_set",
    "papers.bring_back": "paper.brought_back",
    "papers.record_print": "plan.printed",
    "partners.appoint": "team.appointed",
    "partners.end_agency": "agency.ended membership.ended",
    "partners.end_team": "team.ended",
    "partners.register_agency": "agency.registered",
    "partners.register_team": "team.registered",
    "partners.rename_team": "team.renamed",
    "people.add_identifier": "person.identifier_added",
    "people.add_name": "person.name_added",
    "people.amend": "person.amended",
    "people.link": "person.linked",
    "people.register": "person.registered",
    "people.undo_link": "person.unlinked",
    "people.verify_identifier": "person.identifier_verified",
    "people.withdraw_identifier": "person.identifier_withdrawn",
    "plans.print_out": "plan.printed",
    "pulls.answer": "pull.accepted",
    "pulls.ask_for_help": "pull.asked",
    "pulls.end": "pull.ended",
    "pulls.offer_help": "pull.offered",
    "ratings.rate": "outcome.rated",
    "referring.refer_household": "household.registered person.registered household.moved_in case.referred",
    "reminder_preferences.amend": "reminder_preference.amended",
    "reminders.mark_all_read": "reminder.all_read",
    "reminders.mark_read": "reminder.read",
    "restrictions.restrict": "case.restricted",
    "reviews.call": "review.planned review.moved",
    "reviews.hold": "review.held review.planned",
    "reviews.plan": "review.planned",
    "second_factors.add_passkey": "user.second_factor_changed",
    "second_factors.remove_passkey": "user.second_factor_changed",
    "second_factors.renew_codes": "user.recovery_codes_made",
    "second_factors.replace_app": "user.second_factor_changed",
    "second_factors.reset": "user.second_factor_reset user.signed_out",
    "sharing.decline": "case_share.declined",
    "sharing.share": "case_share.shared",
    "sharing.stop": "case_share.stopped",
    "sharing.stop_all": "case_share.stopped",
    "safe_contacts.record": "safe_contact.recorded",
    "signatures.sign": "signature.given",
    "sign_ins.end": "membership.signed_out",
    "tokens.end": "token.revoked",
    "tokens.mint": "token.issued",
    "tokens.revoke": "token.revoked",
    "undelivered.confirm_arrived": "reminder_message.confirmed",
    "undelivered.resend": "reminder_message.resent",
    "unusual.look_into": "unusual_access.looked_into",
    "users.deactivate": "user.deactivated",
    "users.reactivate": "user.reactivated",
    "users.register": "user.registered",
    "users.sign_out": "user.signed_out",
}
# Parts of verbs that the verbs above import by their own name, so that no spy can stand before them.
PARTS = {
    "jobs.queue",
    "audit.record", "audit.record_look", "audit.record_refusal", "contacts.put_down", "contacts.write",
    "emergency_notices.tell",
    "lifecycle.change_status",
}  # fmt: skip


def verbs() -> dict[str, object]:
    """Every public function of a room that takes `by`, and its module."""
    found = {}
    for room in ("agencies", "casework", "outcomes"):
        for info in pkgutil.walk_packages(importlib.import_module(room).__path__, f"{room}."):
            if any(part in info.name for part in (".migrations", ".management", ".demonstration")):
                continue
            module = importlib.import_module(info.name)
            for name, function in inspect.getmembers(module, inspect.isfunction):
                own = function.__module__ == module.__name__ and not name.startswith("_")
                if own and "by" in inspect.signature(function).parameters:
                    found[f"{info.name.rpartition('.')[2]}.{name}"] = module
    return found


def test_the_table_names_every_verb():
    assert set(verbs()) == set(LEAVES) | PARTS


def spied(function, left: set[str]):
    """The function, which also notes the events that it left; and that each is in the name of whoever acted."""

    @wraps(function)
    def called(*args, **words):
        last = AuditEvent.objects.order_by("-id").values_list("id", flat=True).first() or 0
        result = function(*args, **words)
        rows = list(AuditEvent.objects.filter(id__gt=last))
        left.update(row.event for row in rows)
        membership = words["by"].membership  # of a part of the service that acts by itself there is none
        assert {row.membership_id for row in rows} <= {membership.pk if membership else None}
        return result

    return called


def test_every_verb_leaves_its_rows(role, monkeypatch):
    left: dict[str, set[str]] = defaultdict(set)
    for name, module in verbs().items():
        function = name.partition(".")[2]
        monkeypatch.setattr(module, function, spied(getattr(module, function), left[name]))
    with role("seed"):
        cast = make_cast()
        a_year_of_everything(cast)
    missing = {name: set(events.split()) - left[name] for name, events in LEAVES.items()}
    assert {name: events for name, events in missing.items() if events} == {}


def a_year_of_everything(cast) -> None:
    """Every verb at least once."""
    make_every_row(cast)
    for status in (CaseStatus.LOST_CONTACT, CaseStatus.TRANSFER_CONFIRMED, CaseStatus.DIED, CaseStatus.STEPPED_UP):
        make_scene(cast, status)
    moved = make_scene(cast, CaseStatus.MOVED_AWAY)
    exits.resume(moved.case, reason="Back", by=cast.asha)
    declined = make_scene(cast, CaseStatus.DECLINED)
    lifecycle.reconsider(declined.case, reason="They want it", by=cast.mina)
    leave(make_scene(cast), CaseStatus.CONTINUED)
    with_people_and_their_worker(cast)
    towards_outcomes(cast)
    towards_an_end(cast)
    reminded(cast)
    in_the_office(cast)
    between_agencies(cast)
    found(cast)


def found(cast) -> None:
    there = make_found(cast)
    there.household("council", "police", "nhs")
    nominating.nominate(there.stored(), system_actor("linkage"))
    waiting = Nomination.objects.get()
    panel.set_thresholds(reason="As before", by=cast.mina)
    objection = objections.record(StagedMention.objects.get(pk=waiting.mentions[0]), words="No", by=cast.gill)
    objections.answer(objection, finding=ObjectionFinding.NOT_UPHELD, reason="A child is at risk", by=cast.gill)
    with transaction.atomic():
        set_actor(cast.mina)  # whose evidence the database shows
        nominations.decide(waiting, decision=NominationDecision.BECOME_CASE, reason="Let us ask them", by=cast.mina)


def handed_over(cast) -> None:
    agreement = make_linkage_agreement(cast)
    with a_folder():
        hand_over(cast.gill, agreement, rows_of("nhs_emergency", {}), only_check=True)
        extract = receiving.take_in(make_extract(cast, agreement), by=cast.gill)
        receiving.refused_rows_as_file(extract, by=cast.gill)
        jobs.retry(make_failed_job(make_extract(cast, agreement)), by=cast.gill)
        again = make_extract(cast, agreement)
        make_failed_job(again)
        receiving.go_on(again, by=cast.gill)
        receiving.profile_chosen("fire", by=cast.gill)
    link_answers.withdraw(
        link_answers.answer(make_stored_question(cast, agreement), is_same=True, by=cast.gill), by=cast.gill
    )
    linkage_runs.ask(by=cast.gill)


def disclosed(cast) -> None:
    agreement, pia = make_disclosing_agreement(cast), pia_of(cast)
    share_for(make_scene(cast), agreement)
    asking.refuse(make_disclosure(cast, agreement), reason="Too much", by=cast.gill)
    asking.stop(make_disclosure(cast, agreement), reason="A complaint", by=cast.gill)
    schedules.end(make_disclosure(cast, agreement, every="month"), by=cast.gill)
    pushing.push_again(make_in_doubt(cast, agreement), by=cast.gill)
    with override_settings(DISCLOSING=replace(settings.DISCLOSING, hosts=frozenset({PUSH_HOST}))):
        addresses.end(addresses.record(url=f"https://{PUSH_HOST}/", by=pia), by=pia)
    with a_folder():
        row = make_fetchable(cast, agreement)
        asking.fetch(row, by=pia)
        asking.confirm(row, sha256=row.sha256, by=pia)


def between_agencies(cast) -> None:
    disclosed(cast)
    handed_over(cast)
    scene = make_scene(cast)
    found = UnusualAccess.objects.create(
        rule="same_surname", membership=cast.ben.membership, agency=cast.ben.agency, event_id=1, case_id=scene.case.pk
    )
    address = confidential_addresses.show(make_confidential(scene), by=cast.asha)
    confidential_addresses.end(address, by=cast.asha)
    unusual.look_into(found, note="No relation", by=cast.gill)
    close = conflicts.declare(closeness=Closeness.FAMILY, words="My cousin", by=cast.ben)
    conflicts.set_aside(close, by=cast.gill)
    conflicts.link(close, person=scene.people[0], by=cast.gill)
    conflicts.end(close, reason="A mistake", by=cast.mina)
    conflicts.record(cast.ben.signatory, closeness=Closeness.FAMILY, words="His cousin", by=cast.mina)
    share = make_share(scene, cast.chidi)
    sharing.stop(share, reason="Rosa asked us to", by=cast.asha)
    make_declined(cast)
    agreement_files.draft_from(file=agreement_files.as_file(share.agreement), by=cast.gill)
    agreement = agreements.suspend(share.agreement, reason="A breach", by=cast.gill)
    agreements.end(agreements.lift(agreement, by=cast.gill), reason="Replaced", by=cast.gill)


def with_people_and_their_worker(cast) -> None:
    by, today = cast.asha, clock.today()
    scene = make_scene(cast)
    rosa = scene.people[0]
    member = members.join(scene.case, person=make_person(by, "Ivo Bell"), by=by)
    newcomers.bring_in(scene.case, newcomer=Newcomer("Uma Bell", HouseholdRole.ADULT), by=by)
    member = members.propose_leaving(member, reason=LeavingReason.MISTAKEN, evidence="He is a guest", by=by)
    member = members.keep(member, by=by)
    member = members.propose_leaving(member, reason=LeavingReason.SEPARATED, evidence="She told Asha", by=by)
    members.confirm_leaving(member, by=cast.mina)
    engagement.withdraw(scene.member("Rosa").engagements.get(), how=Means.PHONE, witness="Ben", by=by)
    support = allocations.add_support(scene.case, membership=cast.ben.membership, by=cast.mina)
    allocations.end_support(support, reason="Done", by=cast.mina)
    words = {"reason": "Moves", "handover_note": "Tuesdays", "participants_told": "Both"}
    allocations.hand_over(scene.fresh(), to=cast.ben.membership, by=cast.mina, **words)
    reason = words.pop("reason")
    back = allocations.Handover(scene.fresh(), cast.asha.membership, **words)
    allocations.hand_over_caseload(cast.ben.membership, handovers=[back], reason=reason, by=cast.mina)
    household = scene.household
    address = households.record_address(household, lines="1 Mill Lane", started_on=today, by=by)
    households.end_address(address, ended_on=today, by=by)
    home = households.register(name="Another", by=by)
    households.move_out(
        households.move_in(home, person=rosa, role=HouseholdRole.ADULT, started_on=today, by=by), ended_on=today, by=by
    )
    households.undo(households.join(home, into=household, reason="?", made_on=today, by=by), by=by)
    story = Story("Rent arrears", "To stay", Knows.AGREED, "")
    referring.refer_household(
        name="Rays", team=cast.team, story=story, newcomers=[Newcomer("Uma Ray", HouseholdRole.ADULT)], by=by
    )
    number = people.add_identifier(rosa, scheme="police_reference", value="R2", system="Police", by=by)
    people.verify_identifier(number, by=by)
    people.withdraw_identifier(number, by=by)
    people.undo_link(people.link(rosa, same_as=make_person(by, "R."), evidence="Same", by=by), by=by)
    rosa.refresh_from_db()
    people.amend(rosa, born_on=date(1988, 4, 3), birth_precision=BirthPrecision.DAY, by=by)


def towards_outcomes(cast) -> None:
    by, soon = cast.asha, clock.today() + timedelta(days=9)
    scene = make_scene(cast)
    outcome = make_outcome(scene)
    new = {"wording": "I sleep", "would_be_seen": "No light", "start": 2, "goal": 9, "participants": scene.members[:1]}
    codesign.reword(outcome, by=by, **new)
    codesign.drop(outcome, reason="Not wanted", by=by)
    action = actions.put_off(make_action(scene), due_on=soon, by=by)
    action = actions.take_up_again(actions.finish(action, by=by), by=by)
    actions.drop(action, reason="Not needed", by=by)
    reviews.plan(scene.case, due_on=soon, by=by)


def towards_an_end(cast) -> None:
    scene = make_scene(cast)
    said = {"member": scene.member("Rosa"), "how": Means.PHONE, "witness": "Ben", "by": cast.asha}
    closure.want_time(make_proposal(scene), **said)
    closure.withdraw(scene.case.closure_proposals.get(), reason="Somebody joined", by=cast.asha)
    closure.refuse(make_proposal(scene), review_on=clock.today() + timedelta(days=9), **said)
    make_proposal(scene, answered=True)
    closed = closure.close(scene.fresh(), by=cast.asha)
    closure.reopen(closed, reason="It came back", by=cast.asha)


def reminded(cast) -> None:
    scene = make_scene(cast)
    first, second = make_reminder(scene, days_ago=1), make_reminder(scene, days_ago=2)
    reminders.mark_read(first, by=cast.asha)
    reminders.mark_all_read(by=cast.asha)
    preference = reminder_preferences.preference_for(cast.asha)
    reminder_preferences.amend(preference, lead_days=2, by=cast.asha)
    undelivered.resend(first.message, by=cast.mina)
    undelivered.confirm_arrived(second.message, by=cast.mina)


def with_a_phone(cast) -> None:
    code = second_factors.code_at(PHONE, second_factors.step_at(clock.now()))
    second_factors.replace_app(secret=PHONE, code=code, by=cast.asha)
    second_factors.renew_codes(by=cast.asha)
    second_factors.add_passkey(credential={}, by=cast.asha)
    second_factors.remove_passkey(second_factors.factors_of(cast.asha.user).passkeys[0].pk, by=cast.asha)
    second_factors.reset(cast.asha.user, reason=ResetReason.NEW, by=cast.adi)


def in_the_office(cast) -> None:
    users.deactivate(cast.dot.user, by=cast.adi)
    users.reactivate(cast.dot.user, by=cast.adi)
    memberships.give_phone(cast.dot.membership, phone="01632 960 123", by=cast.adi)
    memberships.end(cast.dot.membership, ended_on=clock.today(), by=cast.adi)
    drafts.throw_away(drafts.keep("/cases/AL-000000/", said={"text": ["Words"]}, by=cast.asha), by=cast.asha)
    tokens.revoke(tokens.issue(cast.asha.membership), by=cast.asha)
    tokens.issue(cast.asha.membership)
    tokens.end(tokens.tokens_for(cast.asha).get(), by=cast.asha)
    tokens.mint(by=cast.asha)
    with_a_phone(cast)
    sign_ins.end(by=cast.asha)
    users.sign_out(cast.asha.user, by=cast.adi)
    memberships.change(cast.ana.membership, role=RoleCode.GOVERNANCE_LEAD, starting_on=clock.today(), by=cast.adi)
    fire = partners.register_agency(code="fire-office", name="Fire office", kind=AgencyKind.FIRE, by=cast.adi)
    said = {
        "email": "lou@example.org",
        "name": "Lou",
        "role": RoleCode.PRACTITIONER,
        "started_on": clock.today() + timedelta(days=1),
    }
    invitations.invite(agency=fire, by=cast.adi, **said)
    known = {"issuer": "https://login.example.org", "client_id": "alongside", "second_factors": []}
    provider = identity_providers.record(cast.asha.membership.agency, by=cast.adi, **known)
    link = identity_providers.link(provider, subject="asha-there", user=cast.asha.user)
    identity_providers.end_link(link, by=cast.adi)
    identity_providers.end(provider, by=cast.adi)
    west = partners.register_team(agency=fire, name="West", by=cast.adi)
    west = partners.rename_team(west, name="Far west", by=cast.adi)
    partners.end_team(west, ended_on=clock.today(), by=cast.adi)
    partners.end_agency(fire, ended_on=clock.today(), by=cast.adi)
