"""Disclosures: an agreement that lets them pass, a partner's information governance lead, and somebody who opens the file."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pyrage
from django.conf import settings
from django.test import override_settings

from agencies import clock, jobs, spreadsheets
from agencies.actors import Actor, member_actor, proved
from agencies.data_items import DataItem
from agencies.disclosure_states import DisclosureState
from agencies.disclosures import asking, releasing
from agencies.enums import DataCategory, RoleCode
from agencies.models import Disclosure, DisclosureDelivery, Membership, PushAddress, SharingAgreement
from casework.models import CaseShare
from tests.factories.agencies import ALWAYS, Cast, make_member
from tests.factories.casework import Scene
from tests.factories.sharing import COVERED, make_agreement, make_share

SECRET = pyrage.x25519.Identity.generate()
KEY = str(SECRET.to_public())
EVERY_ITEM = ["name", "initials", "birth_date", "record_reference", "household_members"]
HASH = "ab" * 32
PUSH_HOST = "files.example.org"
FAMILY = (DataCategory.HOUSING, DataCategory.FAMILY)


def make_disclosing_agreement(cast: Cast, *partners: Any, **said: Any) -> SharingAgreement:
    """Between the council and the police: to support, and to count, with all that a file can hold."""
    terms: dict[str, Any] = {
        "purposes": ["support", "figures"],
        "items": EVERY_ITEM,
        "categories": [*COVERED, DataCategory.FAMILY],
        "title": "Files about those whom both know",
    }
    return make_agreement(cast, *partners, **{**terms, **said})


def pia_of(cast: Cast) -> Actor:
    """The information governance lead of the police: made when she is first asked for."""
    pia = Membership.objects.select_related("user", "agency", "team").filter(user__name="Petra").first()
    if pia is not None:
        return proved(member_actor(pia), ALWAYS)
    return make_member(cast.adi, "Petra", cast.chidi.signatory.agency, RoleCode.GOVERNANCE_LEAD)


def share_for(scene: Scene, agreement: SharingAgreement, **said: Any) -> CaseShare:
    """The scene's case, with the police as a whole, so that its people may be in a file."""
    return make_share(scene, scene.cast.chidi, *FAMILY, agreement=agreement, **said)


def make_disclosure(cast: Cast, agreement: SharingAgreement, by: Actor | None = None, **said: Any) -> Disclosure:
    """The police ask the council for birth years, by pseudonym."""
    facts: dict[str, Any] = {
        "agency": cast.team.agency,
        "purpose": "support",
        "items": [DataItem.BIRTH_DATE],
        "why": "To see whom we both know",
        "recipient_key": KEY,
    } | said
    return asking.ask(agreement=agreement, by=by or pia_of(cast), **facts)


def make_released(cast: Cast, agreement: SharingAgreement, **said: Any) -> Disclosure:
    """One of the police's that Gill could fetch, if its file were there."""
    pia, now = pia_of(cast), clock.now()
    row = make_disclosure(cast, agreement, cast.gill, agency=pia.agency, **said)
    steps: list[dict[str, Any]] = [
        {"state": "preparing", "approved_at": now, "approved_by": pia.signatory},
        {
            "state": "embargoed",
            "prepared_at": now - timedelta(hours=2),
            "embargo_until": now - timedelta(hours=1),
            "file_key": row.pk,
            "size": 400,
            "sha256": HASH,
            "rows": 3,
            "manifest": {"format": "alongside-disclosure/1", "columns": ["person", "birth_year"], "rows": 3},
        },
        {"state": "released", "released_at": now},
    ]
    for step in steps:
        Disclosure.objects.filter(pk=row.pk).update(**step)
    return Disclosure.objects.get(pk=row.pk)


def make_push_address(by: Actor) -> PushAddress:
    """Of their agency: nobody listens there, and nothing is sent in tests that do not say so."""
    agency = by.signatory.agency
    known = PushAddress.objects.filter(agency=agency, ended_at=None).first()
    return known or PushAddress.objects.create(agency=agency, url=f"https://{PUSH_HOST}/in", recorded_by=by.signatory)


def make_in_doubt(cast: Cast, agreement: SharingAgreement) -> Disclosure:
    """One of the police's that was pushed to the council, of which nobody here knows whether it came."""
    make_push_address(cast.gill)
    with override_settings(DISCLOSING=replace(settings.DISCLOSING, hosts=frozenset({PUSH_HOST}))):
        row = make_released(cast, agreement, push=True)
    delivery = DisclosureDelivery.objects.filter(pk=DisclosureDelivery.objects.create(disclosure=row).pk)
    delivery.update(state="sending", claim=row.pk, lease_until=clock.now(), sent_at=clock.now(), tries=1)
    delivery.update(state="unknown", claim=None, lease_until=None, trouble="No answer came")
    return row


def make_fetchable(cast: Cast, agreement: SharingAgreement) -> Disclosure:
    """One that Pia can fetch from the folder there is: it was held back for no time at all."""
    row = asking.approve(make_disclosure(cast, agreement), by=cast.gill)
    with override_settings(DISCLOSING=replace(settings.DISCLOSING, embargo=timedelta(microseconds=1))):
        while Disclosure.objects.get(pk=row.pk).state == DisclosureState.PREPARING:
            assert jobs.work_next()
    releasing.look_after()
    return Disclosure.objects.get(pk=row.pk)


def unsealed(content: bytes) -> tuple[list[list[str]], dict[str, Any]]:
    """The rows of the people's table, headers first, and the manifest, as whoever has the secret key reads them."""
    with zipfile.ZipFile(io.BytesIO(pyrage.decrypt(content, [SECRET]))) as archive:
        assert set(archive.namelist()) == {"people.csv", "manifest.json"}
        return spreadsheets.read(archive.read("people.csv").decode()), json.loads(archive.read("manifest.json"))
