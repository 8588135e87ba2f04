"""The addresses of the pages."""

from django.urls import path

from web.agreements import views as agreements
from web.case import actions, contacts, history, outcomes, people, reviews, sharing
from web.case import views as case
from web.caseload import views as caseload
from web.front import views as front
from web.referrals import views as referrals
from web.reminders import views as reminders
from web.sign_in import views as sign_in

app_name = "web"
CASE = "cases/<str:reference>/"
urlpatterns = [
    path("", front.Front.as_view(), name="front"),
    path("sign-in/", sign_in.SignIn.as_view(), name="sign-in"),
    path("sign-in/agency/", sign_in.ChooseAgency.as_view(), name="choose-agency"),
    path("sign-out/", sign_in.SignOut.as_view(), name="sign-out"),
    path("hidden/", sign_in.HiddenScreen.as_view(), name="hidden-screen"),
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
    path("caseload/", caseload.Caseload.as_view(), name="caseload"),
    path(CASE, case.Overview.as_view(), name="case"),
    path(f"{CASE}news/", case.News.as_view(), name="case-news"),
    path(f"{CASE}people/", people.People.as_view(), name="case-people"),
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
