"""The addresses of what passes between agencies: files in and out, who is who in them, whom they find; and of jobs."""

from django.urls import path

from web.disclosures import pushes
from web.disclosures import views as disclosures
from web.extracts import views as extracts
from web.jobs import asked_for
from web.jobs import views as jobs
from web.linkage import views as linkage
from web.nominations import thresholds
from web.nominations import views as nominations
from web.objections import views as objections

between_agencies = [
    path("disclosures/", disclosures.Disclosures.as_view(), name="disclosures"),
    path("disclosures/ask/", disclosures.Ask.as_view(), name="disclosures-ask"),
    path("disclosures/<uuid:id>/", disclosures.OneDisclosure.as_view(), name="disclosures-one"),
    path("disclosures/<uuid:id>/approve/", disclosures.Approve.as_view(), name="disclosures-approve"),
    path("disclosures/<uuid:id>/refuse/", disclosures.Refuse.as_view(), name="disclosures-refuse"),
    path("disclosures/<uuid:id>/stop/", disclosures.Stop.as_view(), name="disclosures-stop"),
    path("disclosures/<uuid:id>/end-schedule/", disclosures.EndSchedule.as_view(), name="disclosures-end-schedule"),
    path("disclosures/<uuid:id>/push-again/", pushes.PushAgain.as_view(), name="disclosures-push-again"),
    path("push-addresses/", pushes.Address.as_view(), name="disclosures-address"),
    path("push-addresses/record/", pushes.RecordAddress.as_view(), name="disclosures-record-address"),
    path("push-addresses/<uuid:id>/end/", pushes.EndAddress.as_view(), name="disclosures-end-address"),
    path("disclosures/<uuid:id>/file/", disclosures.SealedFile.as_view(), name="disclosures-file"),
    path("disclosures/<uuid:id>/arrived/", disclosures.Confirm.as_view(), name="disclosures-arrived"),
    path("extracts/", extracts.Extracts.as_view(), name="extracts"),
    path("extracts/hand-over/", extracts.HandOver.as_view(), name="extracts-hand-over"),
    path("extracts/<uuid:id>/", extracts.OneExtract.as_view(), name="extracts-one"),
    path("extracts/<uuid:id>/take-in/", extracts.TakeIn.as_view(), name="extracts-take-in"),
    path("extracts/<uuid:id>/go-on/", extracts.GoOn.as_view(), name="extracts-go-on"),
    path("extracts/<uuid:id>/to-mend/", extracts.RefusedRowsFile.as_view(), name="extracts-to-mend"),
    path("nominations/", nominations.Nominations.as_view(), name="nominations"),
    path("nominations/thresholds/", thresholds.ThresholdsNow.as_view(), name="nominations-thresholds"),
    path("nominations/thresholds/set/", thresholds.SetThresholds.as_view(), name="nominations-set-thresholds"),
    path("objections/", objections.Objections.as_view(), name="objections"),
    path("objections/on-record/", objections.OnRecord.as_view(), name="objections-on-record"),
    path("mentions/<str:id>/objects/", objections.ObjectsOnRecord.as_view(), name="objections-mention"),
    path("objections/<uuid:id>/", objections.OneObjection.as_view(), name="objections-one"),
    path("nominations/<uuid:id>/", nominations.OneNomination.as_view(), name="nominations-one"),
    path("linkage/", linkage.WhoIsWho.as_view(), name="linkage"),
    path("linkage/again/", linkage.LinkAgain.as_view(), name="linkage-again"),
    path("link-questions/<uuid:id>/", linkage.AnswerQuestion.as_view(), name="linkage-question"),
    path("link-questions/<uuid:id>/objects/", objections.ObjectsInQuestion.as_view(), name="linkage-objects"),
    path("link-answers/<uuid:id>/take-back/", linkage.TakeBack.as_view(), name="linkage-take-back"),
    path("jobs/", jobs.BackgroundWork.as_view(), name="jobs"),
    path("jobs/asked-for/", asked_for.AskedFor.as_view(), name="jobs-asked-for"),
    path("jobs/<uuid:id>/", asked_for.OneJob.as_view(), name="jobs-one"),
    path("jobs/<uuid:id>/retry/", asked_for.Retry.as_view(), name="jobs-retry"),
    path("jobs/decide/", jobs.DecideAboutMessage.as_view(), name="jobs-decide"),
]
