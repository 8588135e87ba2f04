"""Cases, their people and their workers: what requests say of them, and how they are shown."""

from typing import Any

from rest_framework import serializers

from agencies import selectors as agencies
from api.serializers.base import Body, Choice, Day, Scoped, ShortText, Text
from api.serializers.shown import Shown, Who, Why
from casework import news, selectors
from casework.enums import CaseStatus, DeclineReason
from casework.lifecycle import STAGES, TRANSITIONS
from casework.models import Allocation, Case, CaseExit, StatusChange
from casework.restriction_levels import Restriction

AN_ID = "1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed"
TOLD = "Rosa and Tom, at home, today"


class ReferBody(Body):
    """A household that a team is asked to work with."""

    household = Scoped(selectors.household_for)
    team = Scoped(agencies.team_for)
    reason = Text()
    people = serializers.ListField(child=Scoped(selectors.person_for), required=False, max_length=30)
    example = {
        "household": AN_ID,
        "team": AN_ID,
        "reason": "Rent arrears, and the children miss school",
        "people": [AN_ID],
    }


class CaseShown(Shown):
    """A case."""

    team = serializers.CharField(source="team.name")
    household_name = serializers.CharField(source="household.name")
    lead = serializers.SerializerMethodField()
    is_open = serializers.BooleanField()
    can_become = serializers.SerializerMethodField()
    of_own_work = ("can_become", "reason", "decline_reason", "restriction")

    class Meta:
        model = Case
        fields = (
            "reference", "kind", "restriction", "status", "is_open", "can_become", "household", "household_name", "team", "lead",
            "reason", "decline_reason", "referred_at",
        )  # fmt: skip

    def get_lead(self, case: Case) -> Any:
        """Who leads now."""
        leads = getattr(case, "open_leads", None)
        if leads is None:
            leads = selectors.leads_of(case)
        return Who(leads[0].membership).data if leads else None

    def get_can_become(self, case: Case) -> list[str]:
        """The states that may follow; whether this actor may take the step is for the verb to say."""
        return sorted(status.value for status in TRANSITIONS[CaseStatus(case.status)])


class WithNews(serializers.ListSerializer[Any]):
    """A page of cases, for which is counted at once what is new in each."""

    def to_representation(self, data: Any) -> Any:
        """The rows, each with its count."""
        cases = list(data)
        counts = news.news_counts(self.context["actor"], cases)
        for case in cases:
            case.news_count = counts[case.pk]
        return super().to_representation(cases)


class CaseloadShown(CaseShown):
    """A case that you lead, and how much in it others recorded since you last looked: 99 is 99 or more."""

    news_count = serializers.IntegerField()

    class Meta:
        model = Case
        fields = (*CaseShown.Meta.fields, "news_count")
        list_serializer_class = WithNews


class ReferralShown(Shown):
    """What a referrer learns: that it arrived, and under which reference."""

    team = serializers.CharField(source="team.name")
    answer = serializers.SerializerMethodField()

    class Meta:
        model = Case
        fields = ("reference", "answer", "decline_reason", "team", "referred_at")

    def get_answer(self, case: Case) -> str:
        """Waiting, declined or taken in; what happened since belongs to the case, which a referrer may not see."""
        known = {CaseStatus.REFERRED: "waiting", CaseStatus.DECLINED: "declined"}
        return known.get(CaseStatus(case.status), "taken_in")


class RestrictBody(Body):
    """How narrowly the case is kept from now on, why, and who of its team sees it besides you while it is sealed or hidden."""

    restriction = Choice(Restriction.choices)
    reason = Text()
    named = serializers.ListField(child=Scoped(agencies.membership_for), required=False, max_length=30)
    example = {"restriction": "sealed", "reason": "Her brother works in the next room", "named": []}


class AcceptBody(Body):
    """Who is the household's dedicated worker."""

    lead = Scoped(agencies.membership_for)
    example = {"lead": AN_ID}


class DeclineBody(Body):
    """Why a referral is not taken in; how great the needs are is no reason."""

    decline_reason = Choice(DeclineReason.choices)
    explanation = Text()
    example = {
        "decline_reason": "not_wanted",
        "explanation": "Rosa said that her sister helps, and that she will call if it changes",
    }


class ReasonBody(Body):
    """Why."""

    reason = Text()
    example = {"reason": "They asked us to"}


class StageBody(Body):
    """The stage that the work moves to."""

    stage = Choice([(stage.value, stage.label) for stage in CaseStatus if stage in STAGES])
    reason = Text(required=False, allow_blank=True)
    example = {"stage": "getting_to_know"}


class MoveAwayBody(Body):
    """What shows it, and who was told."""

    evidence = Text()
    people_told = Text()
    example = {"evidence": "Rosa called from the new flat in Leeds", "people_told": TOLD}


class PauseBody(MoveAwayBody):
    """What shows it, who was told, and when somebody looks again."""

    check_on = Day()
    example = {"evidence": "Rosa asked for a rest until school starts", "people_told": TOLD, "check_on": "2027-01-10"}


class HandOnBody(PauseBody):
    """The same, and which service receives them."""

    receiving_service = ShortText()
    example = {**(PauseBody.example or {}), "receiving_service": "Children’s social care"}


class LoseContactBody(PauseBody):
    """The same, and the tries to reach them."""

    attempts = serializers.ListField(child=Scoped(selectors.contact_for), min_length=1, max_length=30)
    example = {**(PauseBody.example or {}), "attempts": [AN_ID, AN_ID]}


class ConfirmTransferBody(Body):
    """What the receiving service said."""

    words = Text()
    example = {"words": "We met them on Monday and have their plan"}


class ContinueBody(Body):
    """The case in which this one goes on."""

    other = Scoped(selectors.case_for)
    reason = Text()
    people_told = Text()
    example = {"other": "AL-7K3M9P", "reason": "They live together now", "people_told": TOLD}


class ResumeBody(Body):
    """Why work goes on; and with whom, where the last lead is gone."""

    reason = Text()
    lead = Scoped(agencies.membership_for, required=False)
    handover_note = Text(required=False, allow_blank=True)
    participants_told = Text(required=False, allow_blank=True)
    example = {"reason": "Rosa called: they are back"}


class ExitShown(Shown):
    """An exit that is not closure."""

    case = serializers.CharField(source="case.reference")
    end_reason = Why()

    class Meta:
        model = CaseExit
        fields = (
            "id", "case", "kind", "from_status", "evidence", "attempts", "people_told", "receiving_service", "check_on",
            "recorded_at", "confirmed_at", "confirmed_words", "ended_at", "end_reason",
        )  # fmt: skip


class HandOverBody(Body):
    """The next lead, and what a handover needs."""

    to = Scoped(agencies.membership_for)
    reason = Text()
    handover_note = Text()
    participants_told = Text()
    example = {
        "to": AN_ID,
        "reason": "Asha moves to another town",
        "handover_note": "Tuesdays are best",
        "participants_told": TOLD,
    }


class HandOverOneBody(Body):
    """One case of a caseload: who leads it next, and what a handover needs."""

    case = Scoped(selectors.case_for)
    etag = Text(max_length=80, help_text="The ETag of the case as you saw it, with its quotes.")
    to = Scoped(agencies.membership_for)
    handover_note = Text()
    participants_told = Text()


class HandOverCaseloadBody(Body):
    """Why, and each case with its own note: all of them are handed over, or none."""

    reason = Text()
    handovers = serializers.ListField(child=HandOverOneBody(), allow_empty=False, max_length=200)
    example = {
        "reason": "Asha moves to another town",
        "handovers": [
            {
                "case": "AL-100001",
                "etag": '"0f2b6c5a9d1e4f7a8b3c6d9e0f1a2b3c"',
                "to": AN_ID,
                "handover_note": "Tuesdays are best",
                "participants_told": TOLD,
            }
        ],
    }


class SupportBody(Body):
    """Who works beside the lead."""

    membership = Scoped(agencies.membership_for)
    example = {"membership": AN_ID}


class AllocationShown(Shown):
    """Somebody's work on a case."""

    membership = Who()
    end_reason = Why()

    class Meta:
        model = Allocation
        fields = (
            "id",
            "membership",
            "role",
            "started_at",
            "ended_at",
            "end_reason",
            "handover_note",
            "participants_told",
        )


class StatusChangeShown(Shown):
    """A step in the life of a case."""

    changed_by = serializers.CharField(source="changed_by.user.name")
    reason = Why()

    class Meta:
        model = StatusChange
        fields = ("id", "from_status", "to_status", "reason", "changed_at", "changed_by")
