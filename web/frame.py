"""What stands around every page: the site's name, the places to go to, and who is signed in for which agency."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agencies.actors import Actor
from agencies.permissions import Permission, holds
from web.middleware import actor_of
from web.sessions import BEGUN, HAS_CHOICE, seconds_left


@dataclass(frozen=True)
class Place:
    """An entry of the bar: its words, the name of its address, and the permission without which nobody is led there;
    or with which nobody needs it.

    It is marked as where one is on every address of the same family, which is the name's first word.
    """

    words: str | Promise
    name: str
    permission: Permission
    unless: Permission | None = None

    @property
    def address(self) -> str:
        """Where it leads."""
        return reverse(f"web:{self.name}")

    @property
    def family(self) -> str:
        """`cases` of `cases` and `cases-new` alike."""
        return self.name.partition("-")[0]


# In the order of the bar. A page family adds its own line here, once it has a page.
PLACES = [
    Place(_("My caseload"), "caseload", Permission.WORK_CASE),
    Place(_("Shared with us"), "shared", Permission.VIEW_CASE, unless=Permission.WORK_CASE),
    Place(_("Search"), "search", Permission.VIEW_CASE),
    Place(_("Referrals"), "referrals", Permission.TRIAGE_CASE),
    Place(_("Found households"), "nominations", Permission.DECIDE_NOMINATIONS),
    Place(_("Team"), "team", Permission.ALLOCATE_CASE),
    Place(_("Reports"), "reports", Permission.VIEW_FIGURES),
    Place(_("Sharing agreements"), "agreements", Permission.MANAGE_AGREEMENTS),
    Place(_("Extracts"), "extracts", Permission.HAND_OVER_EXTRACTS),
    Place(_("Who is who"), "linkage", Permission.REVIEW_LINKS),
    Place(_("Objections"), "objections", Permission.KEEP_OBJECTIONS),
    Place(_("Disclosures"), "disclosures", Permission.DISCLOSE),
    Place(_("Conflicts"), "conflicts", Permission.MATCH_CONFLICTS),
    Place(_("Emergency access"), "emergencies", Permission.VIEW_TRAIL),
    Place(_("Unusual access"), "unusual", Permission.VIEW_TRAIL),
    Place(_("People"), "memberships", Permission.MANAGE_ACCESS),
    Place(_("Agencies and teams"), "agencies", Permission.MANAGE_ACCESS),
    Place(_("Background work"), "jobs", Permission.MANAGE_ACCESS),
    Place(_("Site"), "site", Permission.MANAGE_ACCESS),
    Place(_("Reminders"), "reminders", Permission.VIEW_CASE),
]


def places_for(actor: Actor | None) -> list[Place]:
    """Those that the actor's role has a use for."""
    return [place for place in PLACES if actor is not None and _has_use(actor, place)]


def _has_use(actor: Actor, place: Place) -> bool:
    return holds(actor, place.permission) and not (place.unless and holds(actor, place.unless))


def begins_at(actor: Actor | None) -> Place | None:
    """Where somebody begins: whoever manages with their team, everybody else with the first of their places."""
    places = places_for(actor)
    managed = (place for place in places if place.permission == Permission.ALLOCATE_CASE)
    return next(managed, places[0] if places else None)


def home_of(actor: Actor | None) -> str:
    """Its address, or that of the front page where there is no place for them yet."""
    place = begins_at(actor)
    return place.address if place else reverse("web:front")


def frame(request: HttpRequest) -> dict[str, Any]:
    """For every template. Asks the database nothing, so that the page for when it is away has a frame too."""
    actor = actor_of(request)
    match = request.resolver_match
    start = begins_at(actor)
    here = match.url_name.partition("-")[0] if match and match.namespace == "web" and match.url_name else ""
    return {
        "site": settings.SITE,
        "actor": actor,
        "has_choice": actor is not None and request.session.get(HAS_CHOICE, False),
        "places": places_for(actor),
        "here": here,
        "home": start.address if start else reverse("web:front"),
        "home_words": start.words if start else _("Front page"),
        "emergency": getattr(request, "emergency", None),
        "can_open_in_emergency": actor is not None and holds(actor, Permission.OPEN_IN_EMERGENCY),
        "stays": seconds_left(request) if actor is not None and BEGUN in request.session else None,
    }
