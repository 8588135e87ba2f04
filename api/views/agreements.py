"""Agreements between agencies, and the lawful bases that they can name."""

from agencies import agreement_files, agreements, declined_sharing, selectors
from api.endpoints import Creating, Detail, Listing, Verb
from api.filters import AgreementFilter
from api.pages import ByDeclining, ByName, ByTitle
from api.read_again import ReadAgain
from api.serializers import agreements as shapes
from api.serializers.agencies import NothingMore
from api.serializers.cases import ReasonBody


class LawfulBases(Listing):
    """What an agreement can rest on."""

    rows, out = selectors.bases_for, shapes.LawfulBasisShown
    pagination_class = ByName


class Agreements(ReadAgain, Listing, Creating):
    """Agreements that bind your agency, or all of them if you keep them; draft one."""

    rows = selectors.agreements_for
    body, verb, again = shapes.AgreementBody, agreements.draft, selectors.agreement_for
    out = shapes.AgreementShown
    pagination_class, filterset_class = ByTitle, AgreementFilter


class AgreementDetail(Detail):
    """One agreement."""

    subject, subject_key, out = selectors.agreement_for, "id", shapes.AgreementShown


class DeclinedSharing(ReadAgain, Listing, Creating):
    """Data that your agency was asked for and does not share, or asked for in vain, and why; for whoever keeps agreements."""

    rows = selectors.declined_sharing_for
    body, verb, again = shapes.DeclineSharingBody, declined_sharing.decline, selectors.declined_sharing_row_for
    out = shapes.DeclinedSharingShown
    pagination_class = ByDeclining


class AgreementFile(Detail):
    """One agreement as a file, to be brought into another service, or in again. Signatures are not in it."""

    subject, subject_key, out = selectors.agreement_for, "id", shapes.AgreementFileShown


class ImportAgreement(ReadAgain, Creating):
    """Bring an agreement in from its file: as a draft, which nobody has signed."""

    body, verb, again = shapes.AgreementFileBody, agreement_files.draft_from, selectors.agreement_for
    out = shapes.AgreementShown


class OfAgreement(ReadAgain, Verb):
    """Something happens to an agreement."""

    subject, subject_key = selectors.agreement_for, "id"
    again, out = selectors.agreement_for, shapes.AgreementShown


class SignAgreement(OfAgreement):
    """A party signed it."""

    body, verb = shapes.SignBody, agreements.sign


class SuspendAgreement(OfAgreement):
    """Nothing is shared under it for now."""

    body, verb = ReasonBody, agreements.suspend


class LiftSuspension(OfAgreement):
    """It holds again."""

    body, verb = NothingMore, agreements.lift


class EndAgreement(OfAgreement):
    """It holds no longer."""

    body, verb = ReasonBody, agreements.end
