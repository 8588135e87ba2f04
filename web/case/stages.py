"""Where a case stands: the stage of the work, leaving it for a while or for good, coming back, and beginning again."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.exceptions import NotPermitted
from agencies.permissions import Permission, check, holds
from casework import exits, lifecycle, selectors
from casework.enums import EXITS, CaseKind, CaseStatus
from casework.lifecycle import TRANSITIONS
from casework.models import Case, CaseExit, StatusChange
from outcomes import closure, table
from web.case.acts import Act
from web.case.finding import Finds
from web.case.pages import CasePage
from web.case.stage_forms import (
    ContinueForm,
    HandOnForm,
    LeavingForm,
    LoseContactForm,
    PauseForm,
    ReasonForm,
    ReturnForm,
    StageForm,
    WordsForm,
    stages_after,
)

# The ways out of the work, in the order of the page: the state, the name of its page, its words, and when it is right.
WAYS_OUT = [
    (
        CaseStatus.PAUSED,
        "case-pause",
        gettext_lazy("Pause the work"),
        gettext_lazy("They want to rest for a while."),
    ),
    (
        CaseStatus.LOST_CONTACT,
        "case-lose-contact",
        gettext_lazy("Contact is lost"),
        gettext_lazy("Nobody can be reached, by two channels or more."),
    ),
    (
        CaseStatus.STEPPED_UP,
        "case-step-up",
        gettext_lazy("Step up to a statutory service"),
        gettext_lazy("They lead on safety, and you stay with the household."),
    ),
    (
        CaseStatus.TRANSFERRED,
        "case-transfer",
        gettext_lazy("Transfer to another service"),
        gettext_lazy("It takes over, once it says that it has them."),
    ),
    (
        CaseStatus.MOVED_AWAY,
        "case-move-away",
        gettext_lazy("They moved away"),
        gettext_lazy("They live elsewhere now."),
    ),
    (
        CaseStatus.DIED,
        "case-record-death",
        gettext_lazy("They have died"),
        gettext_lazy("Those whom you worked with have died."),
    ),
    (
        CaseStatus.CONTINUED,
        "case-continue",
        gettext_lazy("Goes on in another case"),
        gettext_lazy("Two households live together, and one case goes on for both."),
    ),
]


class Stage(CasePage):
    """Where it stands, how it came there, and where it can go. For those who work on it."""

    template = "web/case/stage.html"
    section = "case-stage"

    def parts(self, subject: Case) -> dict[str, Any]:
        """Raises NotPermitted for who sees the case by a share."""
        self.insist_on_own_work(subject)
        steps = list(selectors.status_changes_of(self.actor, subject).order_by("-changed_at", "-pk"))
        left = list(selectors.exits_of(self.actor, subject).order_by("-recorded_at", "-pk"))
        self.looks.note_page(StatusChange, steps)
        self.looks.note_page(CaseExit, left)
        after = set(TRANSITIONS[CaseStatus(subject.status)])
        if subject.kind != CaseKind.MAIN or not holds(self.actor, Permission.CONTINUE_CASE):
            after.discard(CaseStatus.CONTINUED)
        return {
            "steps": [(row, CaseStatus(row.to_status).label) for row in steps],
            "exit": next((row for row in left if row.ended_at is None), None),
            "can_move": bool(stages_after(subject)),
            "ways_out": [(self.address(name), words, why) for state, name, words, why in WAYS_OUT if state in after],
            "can_end": CaseStatus.ENDING in {*after, subject.status},
            "has_left": subject.status in EXITS,
            "waits_for_the_other": subject.status == CaseStatus.TRANSFERRED,
            "is_closed": subject.status == CaseStatus.CLOSED,
        }


class OfStage(Act):
    """A step of the case itself."""

    back = "case-stage"
    again: ClassVar[Any] = selectors.case_by_id


class Move(OfStage):
    """On, or back."""

    form_class, verb = StageForm, lifecycle.move_to_stage
    title, button = gettext_lazy("Go on to another stage"), gettext_lazy("Save where it stands")
    done = gettext_lazy("The stage is saved.")

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """The stage by its name."""
        return lifecycle.move_to_stage(subject, stage=CaseStatus(said["stage"]), reason=said["reason"], by=self.actor)


class Pause(OfStage):
    """Rest the work; the lead stays theirs."""

    form_class, verb = PauseForm, exits.pause
    title, button = gettext_lazy("Pause the work"), gettext_lazy("Pause it")
    lede = gettext_lazy("Because they want it so. You stay their worker, and it can go on at any time.")
    done = gettext_lazy("The work is paused.")
    draft = gettext_lazy("Pause the work")


class LoseContact(OfStage):
    """Nobody can be reached."""

    form_class, verb = LoseContactForm, exits.lose_contact
    title, button = gettext_lazy("Contact is lost"), gettext_lazy("Save that contact is lost")
    lede = gettext_lazy("It is not closure, and never counts as success. You stay their worker.")
    done = gettext_lazy("It is on record that contact is lost.")
    draft = gettext_lazy("Contact is lost")


class StepUp(OfStage):
    """A statutory service leads on safety."""

    form_class, verb = HandOnForm, exits.step_up
    title, button = gettext_lazy("Step up to a statutory service"), gettext_lazy("Save that it is stepped up")
    lede = gettext_lazy("They lead on safety. You stay with the household.")
    done = gettext_lazy("It is on record that it is stepped up.")
    draft = gettext_lazy("Step up to a statutory service")


class Transfer(OfStage):
    """Another service takes over."""

    form_class, verb = HandOnForm, exits.transfer
    title, button = gettext_lazy("Transfer to another service"), gettext_lazy("Save that it is transferred")
    lede = gettext_lazy("The case stays open, and you its lead, until that service says that it has them.")
    done = gettext_lazy("It waits until the other service says that it has them.")
    draft = gettext_lazy("Transfer to another service")


class ConfirmTransfer(OfStage):
    """It has them."""

    form_class, verb = WordsForm, exits.confirm_transfer
    title, button = gettext_lazy("The other service has them"), gettext_lazy("Save what they said")
    done = gettext_lazy("It is on record that the other service has them.")
    draft = gettext_lazy("The other service has them")


class MoveAway(OfStage):
    """They live elsewhere."""

    form_class, verb = LeavingForm, exits.move_away
    title, button = gettext_lazy("They moved away"), gettext_lazy("Save that they moved away")
    lede = gettext_lazy("Support ends here, and every share of this record with it.")
    done = gettext_lazy("It is on record that they moved away.")
    draft = gettext_lazy("They moved away")


class RecordDeath(OfStage):
    """Those whom the case was with have died."""

    form_class, verb = LeavingForm, exits.record_death
    title, button = gettext_lazy("They have died"), gettext_lazy("Save that they have died")
    lede = gettext_lazy("Record with each person first on which day they died, under People.")
    done = gettext_lazy("It is on record.")
    draft = gettext_lazy("They have died")


class Continue(Finds, OfStage):
    """It goes on in another household's case: a manager's decision."""

    form_class, verb = ContinueForm, exits.continue_in
    title, button = gettext_lazy("Goes on in another case"), gettext_lazy("Save that it goes on there")
    lede = gettext_lazy(
        "When two households live together, one case goes on for both. No agreement is carried over: ask each person"
        " anew. It is never counted as closure."
    )
    done = gettext_lazy("It is on record that it goes on in the other case.")
    draft = gettext_lazy("Goes on in another case")

    def load(self) -> Case:
        """The case. Whoever does not decide on this does not fill in the form."""
        case: Case = super().load()
        check(self.actor, Permission.CONTINUE_CASE, case)
        return case

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """The other one by its name in the verb."""
        return exits.continue_in(subject, other=said.pop("which"), by=self.actor, **said)


class Resume(OfStage):
    """Work goes on where it stood."""

    form_class, verb = ReturnForm, exits.resume
    title, button = gettext_lazy("Work goes on"), gettext_lazy("Go on with the work")
    lede = gettext_lazy(
        "Back to the stage where it stood. Where its last worker has left, a manager gives it another one."
    )
    done = gettext_lazy("Work goes on where it stood.")
    draft = gettext_lazy("Work goes on")


class Reopen(OfStage):
    """Support begins again, without a new referral."""

    form_class, verb = ReturnForm, closure.reopen
    title, button = gettext_lazy("Begin again"), gettext_lazy("Begin support again")
    lede = gettext_lazy(
        "Without a new referral, and with the same worker where they are still there. A review is planned within four weeks."
    )
    done = gettext_lazy("Support has begun again.")
    draft = gettext_lazy("Begin again")


class WithdrawProposal(OfStage):
    """The question whether support may end is taken back."""

    form_class, verb = ReasonForm, closure.withdraw
    title, button = gettext_lazy("Take the question back"), gettext_lazy("Take it back")
    lede = gettext_lazy(
        "For example since somebody joined. The work goes on where it stood; every answer stays on record."
    )
    done = gettext_lazy("The question is taken back. The work goes on.")
    draft = gettext_lazy("Take the question back")

    def act(self, subject: Case, said: dict[str, Any]) -> Any:
        """The one that is asked now."""
        proposal = table.open_proposal(self.actor, subject)
        if proposal is None:
            raise NotPermitted(_("Nobody is asked now whether support may end."))
        return closure.withdraw(proposal, by=self.actor, **said)
