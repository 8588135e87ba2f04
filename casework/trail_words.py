"""The trail in plain words: what somebody did, read, or was refused, as one would say it to the person it is about."""

from agencies.enums import AuditResult, DataCategory, Purpose, RoleCode
from agencies.looks import ENTRIES, FIGURES, SEARCH
from agencies.models import AuditEvent

# One of it, and several.
NOUNS: dict[str, tuple[str, str]] = {
    "agencies.agency": ("an agency", "agencies"),
    "agencies.agreementparty": ("a party of an agreement", "parties of agreements"),
    "agencies.apitoken": ("a token", "tokens"),
    "agencies.auditevent": ("who had looked", "who had looked"),
    "agencies.membership": ("a membership", "memberships"),
    "agencies.sharingagreement": ("a sharing agreement", "sharing agreements"),
    "agencies.team": ("a team", "teams"),
    "agencies.user": ("a user", "users"),
    "casework.address": ("an address", "addresses"),
    "casework.allocation": ("who works on the case", "workers of the case"),
    "casework.case": ("the case", "cases"),
    "casework.caseexit": ("why the case left the work", "exits"),
    "casework.casegroupgrant": ("what an agency may see of the case", "what agencies may see of the case"),
    "casework.casemember": ("who is part of the case", "people of the case"),
    "casework.caseshare": ("with whom the case is shared", "shares of the case"),
    "casework.caseusergrant": ("what a practitioner may see of the case", "what practitioners may see of the case"),
    "casework.comment": ("a comment", "comments"),
    "casework.commentanswer": ("an answer to a request for a correction", "answers to requests for corrections"),
    "casework.contact": ("a contact", "contacts"),
    "casework.declinedshare": ("with whom the case is not shared", "decisions not to share the case"),
    "casework.document": ("a document", "documents"),
    "casework.engagementagreement": ("an agreement to be supported", "agreements to be supported"),
    "casework.household": ("a household", "households"),
    "casework.householdchange": ("a change of the household", "changes of the household"),
    "casework.householdmember": ("who lives in the household", "people of the household"),
    "casework.lastvisit": ("when somebody last looked", "when people last looked"),
    "casework.person": ("a person’s details", "people’s details"),
    "casework.personidentifier": ("a number of the person’s", "numbers of the person’s"),
    "casework.personlink": ("another record of the person", "other records of the person"),
    "casework.personname": ("another name of the person", "other names of the person"),
    "casework.pull": ("a request or offer of help", "requests and offers of help"),
    "casework.pullend": ("what came of help", "what came of help"),
    "casework.pullreply": ("an answer to help", "answers to help"),
    "casework.reminder": ("a reminder", "reminders"),
    "casework.remindermessage": ("an e-mail with reminders", "e-mails with reminders"),
    "casework.statuschange": ("a step of the case", "steps of the case"),
    "outcomes.action": ("an action", "actions"),
    "outcomes.actiondone": ("what came of an action", "what came of actions"),
    "outcomes.actiondropped": ("why an action was dropped", "why actions were dropped"),
    "outcomes.closure": ("a closure", "closures"),
    "outcomes.closureagreement": ("an answer to ending support", "answers to ending support"),
    "outcomes.closureparticipant": ("who is asked about ending support", "people asked about ending support"),
    "outcomes.closureproposal": ("a proposal to end support", "proposals to end support"),
    "outcomes.outcome": ("an outcome", "outcomes"),
    "outcomes.outcomeagreement": ("an agreement to an outcome", "agreements to outcomes"),
    "outcomes.outcomeversion": ("the wording of an outcome", "wordings of outcomes"),
    "outcomes.rating": ("a rating", "ratings"),
    "outcomes.review": ("a review", "reviews"),
    "outcomes.understanding": ("what matters to them", "notes of what matters to them"),
    SEARCH: ("the only match of a search", "matches of a search"),
    FIGURES: ("figures", "figures"),
    ENTRIES: ("one entry of the chronology", "entries of the chronology"),
    "": ("an address", "addresses"),
}
# What was done. An event that is not listed is told by its name, so that no row is ever left out.
ACTS: dict[str, str] = {
    "action.done": "recorded that an action is done",
    "action.dropped": "recorded that an action will not be done",
    "action.put_off": "put an action off",
    "action.taken_on": "took an action on",
    "action.taken_up_again": "took an action up again",
    "agreement.drafted": "drafted a sharing agreement",
    "agreement.ended": "ended a sharing agreement",
    "agreement.lifted": "lifted the suspension of a sharing agreement",
    "agreement.signed": "recorded that an agency signed a sharing agreement",
    "agreement.signed_by_all": "recorded the last signature of a sharing agreement",
    "agreement.suspended": "suspended a sharing agreement",
    "agency.ended": "ended an agency",
    "agency.registered": "registered an agency",
    "case.accepted": "took the case in",
    "case.agreeing_outcomes": "moved the case to agreeing outcomes",
    "case.closed": "closed the case, as everybody agreed",
    "case.continued": "recorded that the case goes on in another",
    "case.declined": "declined the referral",
    "case.died": "recorded a death",
    "case.ending": "began to get ready for closing",
    "case.getting_to_know": "moved the case to getting to know each other",
    "case.lead_allocated": "made somebody the lead worker",
    "case.lead_ended": "ended somebody’s part as lead worker",
    "case.lost_contact": "recorded that contact was lost",
    "case.moved_away": "recorded that they moved away",
    "case.paused": "paused the case",
    "case.referred": "referred the household",
    "case.stepped_up": "stepped the case up to a statutory service",
    "case.supporting_allocated": "let somebody support the case",
    "case.supporting_ended": "ended somebody’s support of the case",
    "case.transfer_confirmed": "recorded that the other service has them",
    "case.transferred": "transferred the case to another service",
    "case.visited": "looked at what was new",
    "case.working": "moved the case to working",
    "case_exit.ended": "recorded that the case is back",
    "case_exit.recorded": "recorded why the case left the work",
    "case_member.joined": "recorded that somebody is part of the case",
    "case_member.kept": "recorded that somebody stays part of the case",
    "case_member.leaving_proposed": "proposed that somebody is no longer part of the case",
    "case_member.left": "confirmed that somebody is no longer part of the case",
    "case_share.declined": "decided not to share the case with an agency",
    "case_share.shared": "shared the case with an agency",
    "case_share.stopped": "stopped sharing the case with an agency",
    "closure.agreed": "recorded a yes to ending support",
    "closure.proposal_ended": "ended the question whether support may end",
    "closure.proposed": "proposed to end support",
    "closure.refused": "recorded a no to ending support",
    "closure.wants_time": "recorded that somebody wants time before support ends",
    "comment.recorded": "commented on an entry",
    "contact.recorded": "wrote a contact down",
    "correction.answered": "answered a request for a correction",
    "correction.asked": "asked for a correction",
    "document.recorded": "recorded a document",
    "engagement.agreed": "recorded a yes to being supported",
    "engagement.withdrawn": "recorded that somebody took back their yes to being supported",
    "household.address_ended": "ended an address",
    "household.address_recorded": "recorded an address",
    "household.change_undone": "undid a change of the household",
    "household.joined": "joined two households",
    "household.moved_in": "recorded that somebody moved in",
    "household.moved_out": "recorded that somebody moved out",
    "household.registered": "registered a household",
    "household.split": "split a household",
    "membership.begun": "began a membership",
    "membership.ended": "ended a membership",
    "membership.signed_in": "signed in",
    "membership.signed_out": "signed out",
    "outcome.agreed": "recorded a yes to an outcome",
    "outcome.dropped": "recorded that an outcome is no longer wanted",
    "outcome.proposed": "wrote an outcome down",
    "outcome.rated": "recorded a rating",
    "outcome.reworded": "reworded an outcome",
    "person.amended": "corrected the person’s details",
    "person.identifier_added": "added a number of the person’s",
    "person.identifier_verified": "verified a number of the person’s",
    "person.identifier_withdrawn": "withdrew a number of the person’s",
    "person.linked": "linked two records of one person",
    "person.name_added": "added another name",
    "person.registered": "registered the person",
    "person.unlinked": "undid a link between two records",
    "pull.accepted": "accepted help",
    "pull.asked": "asked another agency for help",
    "pull.ended": "recorded what came of the help",
    "pull.offered": "offered help",
    "reminder.all_read": "marked all reminders read",
    "reminder.read": "marked a reminder read",
    "reminder_message.confirmed": "recorded that an e-mail with reminders arrived",
    "reminder_message.resent": "sent an e-mail with reminders again",
    "reminder_preference.amended": "changed how they are reminded",
    "review.held": "recorded a review",
    "review.moved": "moved a review to another day",
    "review.planned": "planned a review",
    "team.appointed": "appointed a team’s manager",
    "team.ended": "ended a team",
    "team.registered": "registered a team",
    "team.renamed": "renamed a team",
    "token.issued": "signed in with a new token",
    "token.revoked": "ended a token",
    "understanding.recorded": "wrote down what matters to them",
    "user.deactivated": "deactivated a user",
    "user.reactivated": "reactivated a user",
    "user.registered": "registered a user",
    "user.signed_out": "signed a user out everywhere",
}


def what(row: AuditEvent) -> str:
    """`read 3 contacts (housing, health)`; `wrote a contact down (health)`; `was refused a document`."""
    if row.result == AuditResult.SHOWN:
        return f"read {_how_many(row)}{_categories(row)}"
    if row.result == AuditResult.REFUSED:
        return _refusal(row)
    return ACTS.get(row.event, row.event.replace(".", " ").replace("_", " ")) + _categories(row)


def why(row: AuditEvent) -> str:
    """The purpose."""
    return Purpose(row.purpose).label


def who(row: AuditEvent) -> str:
    """A name; of the service itself, that it was the service."""
    name: str | None = row.who  # type: ignore[attr-defined]  # annotated by casework.looks
    return name or (f"Alongside itself ({row.system})" if row.system else "Somebody of the household")


def role(row: AuditEvent) -> str:
    """The role in which they acted; empty for the service itself."""
    code: str | None = row.role  # type: ignore[attr-defined]  # annotated by casework.looks
    return RoleCode(code).label if code else ""


def _how_many(row: AuditEvent) -> str:
    one, several = NOUNS.get(row.subject_type, (row.subject_type, row.subject_type))
    count = len(row.subject_ids)
    if row.subject_type in {"agencies.auditevent", FIGURES}:
        return one
    if count == 0:
        return f"that there are no {several}"
    return one if count == 1 else f"{count} {several}"


def _categories(row: AuditEvent) -> str:
    # In the order in which agreements list them, so that the same look always reads alike.
    labels = [each.label.lower() for each in DataCategory if each.value in row.categories]
    return f" ({', '.join(labels)})" if labels else ""


def _refusal(row: AuditEvent) -> str:
    tried = "read" if row.route.startswith(("GET ", "HEAD ")) else "change"
    if row.details.get("code") == "token_refused":
        return "came with a token that was no longer good"
    one, _ = NOUNS.get(row.subject_type, ("something", ""))
    return f"was refused: tried to {tried} {one}"
