"""The addresses of the pages."""

from django.urls import path

from web.agencies import views as agencies
from web.agreements import views as agreements
from web.case import actions, contacts, history, outcomes, people, reviews, sharing
from web.case import views as case
from web.caseload import views as caseload
from web.front import views as front
from web.jobs import views as jobs
from web.memberships import views as memberships
from web.plan import views as plan
from web.referrals import referring
from web.referrals import views as referrals
from web.reminders import views as reminders
from web.reports import views as reports
from web.search import views as search
from web.shared import views as shared
from web.sign_in import views as sign_in
from web.site import views as site
from web.table import closure
from web.table import views as table
from web.team import views as team
from web.tokens import views as tokens

app_name = "web"
CASE = "cases/<str:reference>/"
urlpatterns = [
    path("", front.Front.as_view(), name="front"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/agency/", sign_in.ChooseAgency.as_view(), name="choose-agency"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("hidden/", sign_in.HiddenScreen.as_view(), name="hidden-screen"),
    path("shared/", shared.Shared.as_view(), name="shared"),
    path("search/", search.Search.as_view(), name="search"),
    path("referrals/new/", referring.Refer.as_view(), name="referrals-new"),
    path("referrals/sent/", referring.Sent.as_view(), name="referrals-sent"),
    path("referrals/", referrals.Referrals.as_view(), name="referrals"),
    path("referrals/<str:reference>/accept/", referrals.AcceptReferral.as_view(), name="referrals-accept"),
    path("referrals/<str:reference>/decline/", referrals.DeclineReferral.as_view(), name="referrals-decline"),
    path("reminders/", reminders.Reminders.as_view(), name="reminders"),
    path("reminders/read/", reminders.ReadReminder.as_view(), name="reminders-read"),
    path("reminders/read-all/", reminders.ReadAll.as_view(), name="reminders-read-all"),
    path("reminders/how/", reminders.Preferences.as_view(), name="reminders-how"),
    path("agreements/", agreements.Agreements.as_view(), name="agreements"),
    path("agreements/draft/", agreements.DraftAgreement.as_view(), name="agreements-draft"),
    path("agreements/<uuid:id>/", agreements.Agreement.as_view(), name="agreements-one"),
    path("agreements/<uuid:id>/sign/", agreements.SignAgreement.as_view(), name="agreements-sign"),
    path("agreements/<uuid:id>/suspend/", agreements.SuspendAgreement.as_view(), name="agreements-suspend"),
    path("agreements/<uuid:id>/lift/", agreements.LiftSuspension.as_view(), name="agreements-lift"),
    path("agreements/<uuid:id>/end/", agreements.EndAgreement.as_view(), name="agreements-end"),
    path("memberships/", memberships.People.as_view(), name="memberships"),
    path("memberships/new/", memberships.Invite.as_view(), name="memberships-new"),
    path("memberships/<uuid:id>/", memberships.Person.as_view(), name="memberships-one"),
    path("memberships/<uuid:id>/change/", memberships.ChangeMembership.as_view(), name="memberships-change"),
    path("memberships/<uuid:id>/end/", memberships.EndMembership.as_view(), name="memberships-end"),
    path("memberships/<uuid:id>/sign-out/", memberships.SignOut.as_view(), name="memberships-sign-out"),
    path("memberships/<uuid:id>/deactivate/", memberships.Deactivate.as_view(), name="memberships-deactivate"),
    path("memberships/<uuid:id>/reactivate/", memberships.Reactivate.as_view(), name="memberships-reactivate"),
    path("agencies/", agencies.Agencies.as_view(), name="agencies"),
    path("agencies/new/", agencies.RegisterAgency.as_view(), name="agencies-new"),
    path("agencies/<uuid:id>/", agencies.Agency.as_view(), name="agencies-one"),
    path("agencies/<uuid:id>/end/", agencies.EndAgency.as_view(), name="agencies-end"),
    path("agencies/<uuid:id>/teams/new/", agencies.RegisterTeam.as_view(), name="agencies-new-team"),
    path("teams/<uuid:id>/rename/", agencies.RenameTeam.as_view(), name="agencies-rename-team"),
    path("teams/<uuid:id>/appoint/", agencies.AppointTeam.as_view(), name="agencies-appoint"),
    path("teams/<uuid:id>/end/", agencies.EndTeam.as_view(), name="agencies-end-team"),
    path("jobs/", jobs.BackgroundWork.as_view(), name="jobs"),
    path("jobs/decide/", jobs.DecideAboutMessage.as_view(), name="jobs-decide"),
    path("site/", site.SiteFace.as_view(), name="site"),
    path("tokens/", tokens.Tokens.as_view(), name="tokens"),
    path("tokens/end/", tokens.EndToken.as_view(), name="tokens-end"),
    path("cases/<str:reference>/ending/", closure.Ending.as_view(), name="table-ending"),
    path("cases/<str:reference>/ending/close/", closure.Close.as_view(), name="table-close"),
    path("cases/<str:reference>/table/", table.Home.as_view(), name="table"),
    path("cases/<str:reference>/table/what-matters/", table.Understanding.as_view(), name="table-understanding"),
    path("cases/<str:reference>/table/new/", table.NewOutcome.as_view(), name="table-new"),
    path("cases/<str:reference>/table/agree/", table.WhoAgrees.as_view(), name="table-agree"),
    path("cases/<str:reference>/table/agree/<uuid:member>/", table.Agreeing.as_view(), name="table-agree-turn"),
    path(
        "cases/<str:reference>/table/agree/<uuid:member>/<uuid:outcome>/", table.Yes.as_view(), name="table-agree-one"
    ),
    path("cases/<str:reference>/table/rate/", table.WhoRates.as_view(), name="table-rate"),
    path("cases/<str:reference>/table/rate/<uuid:member>/", table.Rating.as_view(), name="table-rate-turn"),
    path("cases/<str:reference>/table/rate/<uuid:member>/<uuid:outcome>/", table.Rate.as_view(), name="table-rate-one"),
    path("cases/<str:reference>/table/review/", table.Review.as_view(), name="table-review"),
    path("cases/<str:reference>/table/finish/", closure.Finishing.as_view(), name="table-finish"),
    path("cases/<str:reference>/table/finish/<uuid:member>/", closure.Answer.as_view(), name="table-finish-turn"),
    path("cases/<str:reference>/plan/", plan.Plan.as_view(), name="plan"),
    path("cases/<str:reference>/plan/easy-read/", plan.EasyRead.as_view(), name="plan-easy-read"),
    path("caseload/", caseload.Caseload.as_view(), name="caseload"),
    path("team/", team.Team.as_view(), name="team"),
    path("team/<uuid:id>/hand-over/", team.HandOverCaseload.as_view(), name="team-hand-over"),
    path("reports/", reports.Reports.as_view(), name="reports"),
    path("reports/distance.csv", reports.ReportFile.as_view(report="distance"), name="reports-distance"),
    path("reports/progress.csv", reports.ReportFile.as_view(report="progress"), name="reports-progress"),
    path("reports/continuity.csv", reports.ReportFile.as_view(report="continuity"), name="reports-continuity"),
    path("reports/endings.csv", reports.ReportFile.as_view(report="endings"), name="reports-endings"),
    path(CASE, case.Overview.as_view(), name="case"),
    path(f"{CASE}news/", case.News.as_view(), name="case-news"),
    path(f"{CASE}people/", people.People.as_view(), name="case-people"),
    path(f"{CASE}hand-over/", team.HandOver.as_view(), name="case-hand-over"),
    path(f"{CASE}add-support/", team.AddSupport.as_view(), name="case-add-support"),
    path(f"{CASE}sharing/", sharing.Sharing.as_view(), name="case-sharing"),
    path(f"{CASE}sharing/new/", sharing.Share.as_view(), name="case-share"),
    path(f"{CASE}sharing/decline/", sharing.Decline.as_view(), name="case-decline-share"),
    path(f"{CASE}sharing/<uuid:id>/stop/", sharing.Stop.as_view(), name="case-stop-share"),
    path(f"{CASE}outcomes/", outcomes.Outcomes.as_view(), name="case-outcomes"),
    path(f"{CASE}actions/", actions.Actions.as_view(), name="case-actions"),
    path(f"{CASE}actions/new/", actions.TakeOn.as_view(), name="case-take-on"),
    path(f"{CASE}actions/<uuid:id>/", actions.ShowAction.as_view(), name="case-action"),
    path(f"{CASE}actions/<uuid:id>/finish/", actions.Finish.as_view(), name="case-finish-action"),
    path(f"{CASE}actions/<uuid:id>/put-off/", actions.PutOff.as_view(), name="case-put-off-action"),
    path(f"{CASE}actions/<uuid:id>/drop/", actions.Drop.as_view(), name="case-drop-action"),
    path(f"{CASE}actions/<uuid:id>/take-up-again/", actions.TakeUpAgain.as_view(), name="case-take-up-action"),
    path(f"{CASE}contacts/", contacts.Contacts.as_view(), name="case-contacts"),
    path(f"{CASE}contacts/new/", contacts.RecordContact.as_view(), name="case-record-contact"),
    path(f"{CASE}reviews/", reviews.Reviews.as_view(), name="case-reviews"),
    path(f"{CASE}reviews/plan/", reviews.Plan.as_view(), name="case-plan-review"),
    path(f"{CASE}reviews/<uuid:id>/hold/", reviews.Hold.as_view(), name="case-hold-review"),
    path(f"{CASE}history/", history.History.as_view(), name="case-history"),
]
