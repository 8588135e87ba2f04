"""The trail in plain words: what somebody did, read, or was refused, as one would say it to the person it is about."""

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agencies.enums import AuditResult, DataCategory, Purpose, RoleCode
from agencies.looks import ENTRIES, FIGURES, FILE, SEARCH
from agencies.models import AuditEvent
from casework.enums import Could

Words = str | Promise

# One of it, and several.
NOUNS: dict[str, tuple[Words, Words]] = {
    "agencies.agency": (_("an agency"), _("agencies")),
    "agencies.agreementparty": (_("a party of an agreement"), _("parties of agreements")),
    "agencies.apitoken": (_("a token"), _("tokens")),
    "agencies.auditevent": (_("who had looked"), _("who had looked")),
    "agencies.draft": (_("a draft of their own"), _("drafts of their own")),
    "agencies.membership": (_("a membership"), _("memberships")),
    "agencies.passwordlink": (_("a link for a new password"), _("links for new passwords")),
    "agencies.sharingagreement": (_("a sharing agreement"), _("sharing agreements")),
    "agencies.team": (_("a team"), _("teams")),
    "agencies.unusualaccess": (_("an unusual look"), _("unusual looks")),
    "agencies.user": (_("a user"), _("users")),
    "casework.address": (_("an address"), _("addresses")),
    "casework.allocation": (_("who works on the case"), _("workers of the case")),
    "casework.case": (_("the case"), _("cases")),
    "casework.caseexit": (_("why the case left the work"), _("exits")),
    "casework.casegroupgrant": (_("what an agency may see of the case"), _("what agencies may see of the case")),
    "casework.casemember": (_("who is part of the case"), _("people of the case")),
    "casework.caseshare": (_("with whom the case is shared"), _("shares of the case")),
    "casework.caseusergrant": (
        _("what a practitioner may see of the case"),
        _("what practitioners may see of the case"),
    ),
    "casework.casewarning": (_("a warning"), _("warnings")),
    "casework.casewarningend": (_("why a warning was ended"), _("why warnings were ended")),
    "casework.comment": (_("a comment"), _("comments")),
    "casework.commentanswer": (_("an answer to a request for a correction"), _("answers to requests for corrections")),
    "casework.conflict": (_("a conflict of interest"), _("conflicts of interest")),
    "casework.conflictlink": (_("whom a conflict is about"), _("whom conflicts are about")),
    "casework.contact": (_("a contact"), _("contacts")),
    "casework.declinedshare": (_("with whom the case is not shared"), _("decisions not to share the case")),
    "casework.document": (_("a document"), _("documents")),
    "casework.filecheck": (_("the check of a file"), _("checks of files")),
    "casework.engagementagreement": (_("an agreement to be supported"), _("agreements to be supported")),
    "casework.household": (_("a household"), _("households")),
    "casework.householdchange": (_("a change of the household"), _("changes of the household")),
    "casework.householdmember": (_("who lives in the household"), _("people of the household")),
    "casework.lastvisit": (_("when somebody last looked"), _("when people last looked")),
    "casework.person": (_("a person’s details"), _("people’s details")),
    "casework.personidentifier": (_("a number of the person’s"), _("numbers of the person’s")),
    "casework.personlink": (_("another record of the person"), _("other records of the person")),
    "casework.personname": (_("another name of the person"), _("other names of the person")),
    "casework.printedplan": (_("a printed plan"), _("printed plans")),
    "casework.pull": (_("a request or offer of help"), _("requests and offers of help")),
    "casework.pullend": (_("what came of help"), _("what came of help")),
    "casework.pullreply": (_("an answer to help"), _("answers to help")),
    "casework.reminder": (_("a reminder"), _("reminders")),
    "casework.remindermessage": (_("an e-mail with reminders"), _("e-mails with reminders")),
    "casework.statuschange": (_("a step of the case"), _("steps of the case")),
    "outcomes.action": (_("an action"), _("actions")),
    "outcomes.actiondone": (_("what came of an action"), _("what came of actions")),
    "outcomes.actiondropped": (_("why an action was dropped"), _("why actions were dropped")),
    "outcomes.closure": (_("a closure"), _("closures")),
    "outcomes.closureagreement": (_("an answer to ending support"), _("answers to ending support")),
    "outcomes.closureparticipant": (_("who is asked about ending support"), _("people asked about ending support")),
    "outcomes.closureproposal": (_("a proposal to end support"), _("proposals to end support")),
    "outcomes.outcome": (_("an outcome"), _("outcomes")),
    "outcomes.outcomeagreement": (_("an agreement to an outcome"), _("agreements to outcomes")),
    "outcomes.outcomeversion": (_("the wording of an outcome"), _("wordings of outcomes")),
    "outcomes.rating": (_("a rating"), _("ratings")),
    "outcomes.review": (_("a review"), _("reviews")),
    "outcomes.signature": (_("a signature"), _("signatures")),
    "outcomes.understanding": (_("what matters to them"), _("notes of what matters to them")),
    FIGURES: (_("figures"), _("figures")),
    SEARCH: (_("the only match of a search"), _("matches of a search")),
    FILE: (_("a file"), _("files")),
    ENTRIES: (_("one entry of the chronology"), _("entries of the chronology")),
    "": (_("an address"), _("addresses")),
}
# Of these there is one, whoever looks.
ALONE = {"casework.case", "casework.household", "agencies.auditevent", FIGURES}
# What was done. An event that is not listed is told by its name, so that no row is ever left out.
ACTS: dict[str, Words] = {
    "action.done": _("recorded that an action is done"),
    "action.dropped": _("recorded that an action will not be done"),
    "action.put_off": _("put an action off"),
    "action.taken_on": _("took an action on"),
    "action.taken_up_again": _("took an action up again"),
    "agreement.drafted": _("drafted a sharing agreement"),
    "agreement.ended": _("ended a sharing agreement"),
    "agreement.lifted": _("lifted the suspension of a sharing agreement"),
    "agreement.signed": _("recorded that an agency signed a sharing agreement"),
    "agreement.signed_by_all": _("recorded the last signature of a sharing agreement"),
    "agreement.suspended": _("suspended a sharing agreement"),
    "agency.ended": _("ended an agency"),
    "agency.registered": _("registered an agency"),
    "case.accepted": _("took the case in"),
    "case.agreeing_outcomes": _("moved the case to agreeing outcomes"),
    "case.closed": _("closed the case, as everybody agreed"),
    "case.continued": _("recorded that the case goes on in another"),
    "case.declined": _("declined the referral"),
    "case.died": _("recorded a death"),
    "case.ending": _("began to get ready for closing"),
    "case.getting_to_know": _("moved the case to getting to know each other"),
    "case.lead_allocated": _("made somebody the lead worker"),
    "case.lead_ended": _("ended somebody’s part as lead worker"),
    "case.lost_contact": _("recorded that contact was lost"),
    "case.moved_away": _("recorded that they moved away"),
    "case.paused": _("paused the case"),
    "case.referred": _("referred the household"),
    "case.stepped_up": _("stepped the case up to a statutory service"),
    "case.supporting_allocated": _("let somebody support the case"),
    "case.supporting_ended": _("ended somebody’s support of the case"),
    "case.transfer_confirmed": _("recorded that the other service has them"),
    "case.transferred": _("transferred the case to another service"),
    "case.visited": _("looked at what was new"),
    "case.working": _("moved the case to working"),
    "case_exit.ended": _("recorded that the case is back"),
    "case_exit.recorded": _("recorded why the case left the work"),
    "case_member.joined": _("recorded that somebody is part of the case"),
    "case_member.kept": _("recorded that somebody stays part of the case"),
    "case_member.leaving_proposed": _("proposed that somebody is no longer part of the case"),
    "case_member.left": _("confirmed that somebody is no longer part of the case"),
    "case_share.declined": _("decided not to share the case with an agency"),
    "case_share.shared": _("shared the case with an agency"),
    "case_share.stopped": _("stopped sharing the case with an agency"),
    "closure.agreed": _("recorded a yes to ending support"),
    "closure.proposal_ended": _("ended the question whether support may end"),
    "closure.proposed": _("proposed to end support"),
    "closure.refused": _("recorded a no to ending support"),
    "closure.wants_time": _("recorded that somebody wants time before support ends"),
    "comment.recorded": _("commented on an entry"),
    "conflict.declared": _("declared a conflict of interest"),
    "conflict.ended": _("recorded that a conflict of interest holds no longer"),
    "conflict.linked": _("kept a record from somebody who is close to it"),
    "conflict.set_aside": _("found nobody for a conflict of interest"),
    "contact.recorded": _("wrote a contact down"),
    "correction.answered": _("answered a request for a correction"),
    "correction.asked": _("asked for a correction"),
    "document.recorded": _("recorded a document"),
    "draft.kept": _("kept a draft for themselves"),
    "draft.thrown_away": _("threw a draft of their own away"),
    "engagement.agreed": _("recorded a yes to being supported"),
    "engagement.withdrawn": _("recorded that somebody took back their yes to being supported"),
    "file.clean": _("checked a file, which may be opened now"),
    "file.refused": _("checked a file, which nobody can open"),
    "household.address_ended": _("ended an address"),
    "household.address_recorded": _("recorded an address"),
    "household.change_undone": _("undid a change of the household"),
    "household.joined": _("joined two households"),
    "household.moved_in": _("recorded that somebody moved in"),
    "household.moved_out": _("recorded that somebody moved out"),
    "household.registered": _("registered a household"),
    "household.split": _("split a household"),
    "membership.begun": _("began a membership"),
    "membership.ended": _("ended a membership"),
    "membership.phone_given": _("changed the number that a worker is rung on"),
    "membership.signed_in": _("signed in"),
    "membership.signed_out": _("signed out"),
    "outcome.agreed": _("recorded a yes to an outcome"),
    "outcome.dropped": _("recorded that an outcome is no longer wanted"),
    "outcome.proposed": _("wrote an outcome down"),
    "outcome.rated": _("recorded a rating"),
    "outcome.reworded": _("reworded an outcome"),
    "paper.brought_back": _("brought a signed plan back"),
    "person.amended": _("corrected the person’s details"),
    "person.identifier_added": _("added a number of the person’s"),
    "person.identifier_verified": _("verified a number of the person’s"),
    "person.identifier_withdrawn": _("withdrew a number of the person’s"),
    "person.linked": _("linked two records of one person"),
    "person.name_added": _("added another name"),
    "person.registered": _("registered the person"),
    "person.unlinked": _("undid a link between two records"),
    "plan.printed": _("printed the plan"),
    "pull.accepted": _("accepted help"),
    "pull.asked": _("asked another agency for help"),
    "pull.ended": _("recorded what came of the help"),
    "pull.offered": _("offered help"),
    "reminder.all_read": _("marked all reminders read"),
    "reminder.read": _("marked a reminder read"),
    "reminder_message.confirmed": _("recorded that an e-mail with reminders arrived"),
    "reminder_message.resent": _("sent an e-mail with reminders again"),
    "reminder_preference.amended": _("changed how they are reminded"),
    "review.held": _("recorded a review"),
    "review.moved": _("moved a review to another day"),
    "review.planned": _("planned a review"),
    "signature.given": _("kept a signature"),
    "team.appointed": _("appointed a team’s manager"),
    "team.ended": _("ended a team"),
    "team.registered": _("registered a team"),
    "team.renamed": _("renamed a team"),
    "token.issued": _("signed in with a new token"),
    "token.revoked": _("ended a token"),
    "understanding.recorded": _("wrote down what matters to them"),
    "unusual_access.looked_into": _("looked into an unusual look"),
    "user.deactivated": _("deactivated a user"),
    "user.password_link_sent": _("sent a link for a new password"),
    "user.password_set": _("set a new password by a link from an e-mail"),
    "user.reactivated": _("reactivated a user"),
    "user.registered": _("registered a user"),
    "user.signed_out": _("signed a user out everywhere"),
    "warning.ended": _("ended a warning"),
    "warning.looked_at_again": _("looked at a warning again"),
    "warning.written": _("wrote a warning into the head of the case"),
}


def what(row: AuditEvent) -> str:
    """`read 3 contacts (housing, health)`; `wrote a contact down (health)`; `was refused a document`."""
    if row.result == AuditResult.SHOWN:
        return gettext("read %(what)s") % {"what": _how_many(row)} + _categories(row)
    if row.result == AuditResult.REFUSED:
        return _refusal(row)
    return _act(row) + _categories(row)


def why(row: AuditEvent) -> str:
    """The purpose."""
    return str(Purpose(row.purpose).label)


def what_for_one(row: AuditEvent) -> str:
    """The same, as it is told to one of the people of a household: which part, and neither how much of it there is nor of
    which categories. By a number that does not fit, or a category that nobody spoke of, one learns what is kept from one.
    """
    if row.result == AuditResult.SHOWN:
        one, several = NOUNS.get(row.subject_type, (row.subject_type, row.subject_type))
        return gettext("read %(what)s") % {"what": str(one if row.subject_type in ALONE else several)}
    if row.result == AuditResult.REFUSED:
        return _refusal(row)
    return _act(row)


def why_could(row: AuditEvent) -> str:
    """What opened the record to them: their work, a share and its agreement, or what the service itself is for."""
    could: str = row.could  # type: ignore[attr-defined]  # annotated by casework.looks
    title: str | None = row.could_under  # type: ignore[attr-defined]  # the same
    if row.result == AuditResult.REFUSED:
        return gettext("They could not: it was refused")
    if row.system:
        return gettext("Part of running the service")
    if row.purpose == Purpose.OVERSIGHT:
        return gettext("Oversees how data are used")
    if could == Could.SHARED:
        return gettext("Shared with %(agency)s under “%(agreement)s”") % {
            "agency": row.agency,  # type: ignore[attr-defined]  # the same
            "agreement": title,
        }
    return str(Could(could).label)


def who(row: AuditEvent) -> str:
    """A name; of the service itself, that it was the service."""
    name: str | None = row.who  # type: ignore[attr-defined]  # annotated by casework.looks
    return name or (
        gettext("Alongside itself (%(system)s)") % {"system": row.system}
        if row.system
        else gettext("Somebody of the household")
    )


def role(row: AuditEvent) -> str:
    """The role in which they acted; empty for the service itself."""
    code: str | None = row.role  # type: ignore[attr-defined]  # annotated by casework.looks
    return str(RoleCode(code).label) if code else ""


def _act(row: AuditEvent) -> str:
    return str(ACTS.get(row.event, row.event.replace(".", " ").replace("_", " ")))


def _how_many(row: AuditEvent) -> str:
    one, several = (str(each) for each in NOUNS.get(row.subject_type, (row.subject_type, row.subject_type)))
    count = len(row.subject_ids)
    if row.subject_type in {"agencies.auditevent", FIGURES}:
        return one
    if count == 0:
        return gettext("that there are no %(several)s") % {"several": several}
    return one if count == 1 else f"{count} {several}"


def _categories(row: AuditEvent) -> str:
    # In the order in which agreements list them, so that the same look always reads alike.
    labels = [str(each.label).lower() for each in DataCategory if each.value in row.categories]
    return f" ({', '.join(labels)})" if labels else ""


def _refusal(row: AuditEvent) -> str:
    if row.details.get("code") == "token_refused":
        return gettext("came with a token that was no longer good")
    what = NOUNS.get(row.subject_type, (gettext("something"), ""))[0]
    read, change = gettext("was refused: tried to read %(what)s"), gettext("was refused: tried to change %(what)s")
    return (read if row.route.startswith(("GET ", "HEAD ")) else change) % {"what": what}
