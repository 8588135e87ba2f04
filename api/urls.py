"""The addresses under /api/v1/: nouns, and verbs as `POST /cases/{reference}/pause/`."""

from django.urls import path, re_path

from api.views import agencies, agreements, cases, closure, content, households, looks, outcomes, reminders, sharing
from api.views.schema import Index, NoSuchAddress, Reference, Schema

app_name = "api"
CASE = "cases/<str:reference>/"

of_agencies = [
    path("agencies/", agencies.Agencies.as_view(), name="agencies"),
    path("teams/", agencies.Teams.as_view(), name="teams"),
    path("teams/<uuid:id>/appoint/", agencies.AppointTeam.as_view()),
    path("users/", agencies.Users.as_view(), name="users"),
    path("users/<uuid:id>/deactivate/", agencies.DeactivateUser.as_view()),
    path("users/<uuid:id>/reactivate/", agencies.ReactivateUser.as_view()),
    path("memberships/", agencies.Memberships.as_view(), name="memberships"),
    path("memberships/<uuid:id>/", agencies.MembershipDetail.as_view()),
    path("memberships/<uuid:id>/end/", agencies.EndMembership.as_view()),
]
of_agreements = [
    path("lawful-bases/", agreements.LawfulBases.as_view()),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/<uuid:id>/", agreements.AgreementDetail.as_view()),
    path("agreements/<uuid:id>/sign/", agreements.SignAgreement.as_view()),
    path("agreements/<uuid:id>/suspend/", agreements.SuspendAgreement.as_view()),
    path("agreements/<uuid:id>/lift/", agreements.LiftSuspension.as_view()),
    path("agreements/<uuid:id>/end/", agreements.EndAgreement.as_view()),
]
of_households = [
    path("households/", households.Households.as_view(), name="households"),
    path("households/<uuid:id>/", households.HouseholdDetail.as_view()),
    path("households/<uuid:id>/members/", households.HouseholdMembers.as_view()),
    path("households/<uuid:id>/addresses/", households.Addresses.as_view()),
    path("households/<uuid:id>/changes/", households.HouseholdChanges.as_view()),
    path("households/<uuid:id>/split/", households.SplitHousehold.as_view()),
    path("households/<uuid:id>/join/", households.JoinHousehold.as_view()),
    path("household-changes/<uuid:id>/undo/", households.UndoHouseholdChange.as_view()),
    path("household-members/<uuid:id>/move-out/", households.MoveOut.as_view()),
    path("addresses/<uuid:id>/", households.AddressDetail.as_view()),
    path("addresses/<uuid:id>/end/", households.EndAddress.as_view()),
    path("people/", households.People.as_view(), name="people"),
    path("people/<uuid:id>/", households.PersonDetail.as_view()),
    path("people/<uuid:id>/names/", households.Names.as_view()),
    path("people/<uuid:id>/identifiers/", households.Identifiers.as_view()),
    path("people/<uuid:id>/links/", households.Links.as_view()),
    path("people/<uuid:id>/looks/", looks.LooksAtPerson.as_view()),
    path("identifiers/<uuid:id>/verify/", households.VerifyIdentifier.as_view()),
    path("identifiers/<uuid:id>/withdraw/", households.WithdrawIdentifier.as_view()),
    path("links/<uuid:id>/undo/", households.UndoLink.as_view()),
]
of_cases = [
    path("referrals/", cases.Referrals.as_view(), name="referrals"),
    path("cases/", cases.Cases.as_view(), name="cases"),
    path("caseload/", cases.Caseload.as_view(), name="caseload"),
    path("exits/", cases.Exits.as_view(), name="exits"),
    path(f"{CASE}", cases.CaseDetail.as_view(), name="case"),
    path(f"{CASE}accept/", cases.AcceptCase.as_view()),
    path(f"{CASE}decline/", cases.DeclineCase.as_view()),
    path(f"{CASE}reconsider/", cases.ReconsiderCase.as_view()),
    path(f"{CASE}move-to-stage/", cases.MoveCase.as_view()),
    path(f"{CASE}pause/", cases.PauseCase.as_view()),
    path(f"{CASE}step-up/", cases.StepUpCase.as_view()),
    path(f"{CASE}lose-contact/", cases.LoseContactWithCase.as_view()),
    path(f"{CASE}transfer/", cases.TransferCase.as_view()),
    path(f"{CASE}confirm-transfer/", cases.ConfirmCaseTransfer.as_view()),
    path(f"{CASE}move-away/", cases.MoveCaseAway.as_view()),
    path(f"{CASE}record-death/", cases.RecordDeath.as_view()),
    path(f"{CASE}continue-in/", cases.ContinueCase.as_view()),
    path(f"{CASE}resume/", cases.ResumeCase.as_view()),
    path(f"{CASE}exits/", cases.CaseExits.as_view()),
    path(f"{CASE}status-changes/", cases.StatusChanges.as_view()),
    path(f"{CASE}allocations/", cases.Allocations.as_view()),
    path(f"{CASE}hand-over/", cases.HandOverCase.as_view()),
    path(f"{CASE}add-support/", cases.AddSupport.as_view()),
    path("allocations/<uuid:id>/end-support/", cases.EndSupport.as_view()),
    path(f"{CASE}members/", cases.Members.as_view()),
    path("members/<uuid:id>/", cases.MemberDetail.as_view()),
    path("members/<uuid:id>/propose-leaving/", cases.ProposeLeaving.as_view()),
    path("members/<uuid:id>/keep/", cases.KeepMember.as_view()),
    path("members/<uuid:id>/confirm-leaving/", cases.ConfirmLeaving.as_view()),
    path("members/<uuid:id>/engage/", cases.Engage.as_view()),
    path("engagements/<uuid:id>/withdraw/", cases.WithdrawEngagement.as_view()),
]
of_sharing = [
    path(f"{CASE}why/", sharing.WhyCase.as_view()),
    path(f"{CASE}shares/", sharing.Shares.as_view()),
    path(f"{CASE}declined-shares/", sharing.DeclinedShares.as_view()),
    path("shares/<uuid:id>/stop/", sharing.StopShare.as_view()),
]
of_content = [
    path(f"{CASE}contacts/", content.Contacts.as_view()),
    path(f"{CASE}documents/", content.Documents.as_view()),
    path(f"{CASE}chronology/", content.Chronology.as_view()),
    path(f"{CASE}looks/", looks.LooksAtCase.as_view()),
    path("contacts/<uuid:id>/", content.ContactDetail.as_view()),
    path("documents/<uuid:id>/", content.DocumentDetail.as_view()),
]
of_outcomes = [
    path(f"{CASE}understandings/", outcomes.Understandings.as_view()),
    path(f"{CASE}outcomes/", outcomes.Outcomes.as_view()),
    path("outcomes/<uuid:id>/", outcomes.OutcomeDetail.as_view()),
    path("outcomes/<uuid:id>/reword/", outcomes.RewordOutcome.as_view()),
    path("outcomes/<uuid:id>/drop/", outcomes.DropOutcome.as_view()),
    path("outcomes/<uuid:id>/agree/", outcomes.AgreeOutcome.as_view()),
    path("outcomes/<uuid:id>/rate/", outcomes.RateOutcome.as_view()),
    path(f"{CASE}actions/", outcomes.Actions.as_view()),
    path("actions/<uuid:id>/", outcomes.ActionDetail.as_view()),
    path("actions/<uuid:id>/put-off/", outcomes.PutOffAction.as_view()),
    path("actions/<uuid:id>/finish/", outcomes.FinishAction.as_view()),
    path("actions/<uuid:id>/drop/", outcomes.DropAction.as_view()),
    path("actions/<uuid:id>/take-up-again/", outcomes.TakeUpAction.as_view()),
    path(f"{CASE}reviews/", outcomes.Reviews.as_view()),
    path("reviews/<uuid:id>/", outcomes.ReviewDetail.as_view()),
    path("reviews/<uuid:id>/hold/", outcomes.HoldReview.as_view()),
]
of_closure = [
    path(f"{CASE}closure-proposals/", closure.ClosureProposals.as_view()),
    path(f"{CASE}closure-blockers/", closure.ClosureBlockers.as_view()),
    path(f"{CASE}closures/", closure.Closures.as_view()),
    path(f"{CASE}close/", closure.CloseCase.as_view()),
    path(f"{CASE}reopen/", closure.ReopenCase.as_view()),
    path("closure-proposals/<uuid:id>/", closure.ProposalDetail.as_view()),
    path("closure-proposals/<uuid:id>/agree/", closure.AgreeToClose.as_view()),
    path("closure-proposals/<uuid:id>/refuse/", closure.RefuseToClose.as_view()),
    path("closure-proposals/<uuid:id>/want-time/", closure.WantTimeToThink.as_view()),
    path("closure-proposals/<uuid:id>/withdraw/", closure.WithdrawProposal.as_view()),
]
of_reminders = [
    path("reminders/", reminders.Reminders.as_view(), name="reminders"),
    path("reminders/read-all/", reminders.ReadAllReminders.as_view()),
    path("reminders/<uuid:id>/read/", reminders.ReadReminder.as_view()),
    path("reminder-preferences/", reminders.ReminderPreferences.as_view(), name="reminder-preferences"),
    path("reminder-messages/", reminders.ReminderMessages.as_view(), name="reminder-messages"),
    path("reminder-messages/<uuid:id>/resend/", reminders.ResendMessage.as_view()),
    path("reminder-messages/<uuid:id>/confirm/", reminders.ConfirmMessage.as_view()),
]

urlpatterns = [
    path("", Index.as_view(), name="index"),
    path("schema/", Schema.as_view(), name="schema"),
    path("reference/", Reference.as_view(), name="reference"),
    *of_agencies,
    *of_agreements,
    *of_households,
    *of_cases,
    *of_sharing,
    *of_content,
    *of_outcomes,
    *of_closure,
    *of_reminders,
    # Last: it takes whatever is left, so that a POST without its final slash is refused and not redirected as a GET.
    re_path(r"", NoSuchAddress.as_view()),
]
