"""The cast of the demonstration: five agencies, their teams, and somebody in every role. All of them are invented."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.contrib.auth.hashers import make_password

from agencies import memberships, partners, users
from agencies.actors import Actor, member_actor, proved
from agencies.enums import AgencyKind, RoleCode
from agencies.models import Agency, Membership, SharingAgreement, Team, User

FOUNDING_AGENCY = "council"
R = RoleCode


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who signs in: `key` is the first half of their e-mail address, `team` is empty where they have none."""

    key: str
    name: str
    agency: str
    role: RoleCode
    team: str = ""
    left: bool = False

    @property
    def email(self) -> str:
        """An address of a domain that is kept for examples."""
        return f"{self.key}@example.org"


AGENCIES: dict[str, tuple[str, AgencyKind]] = {
    FOUNDING_AGENCY: ("Wexbridge City Council support service", AgencyKind.COUNCIL),
    "police": ("Wexshire Police", AgencyKind.POLICE),
    "surgery": ("Larkfield Road Surgery", AgencyKind.NHS),
    "housing": ("Teasel Housing Association", AgencyKind.HOUSING),
    "neighbours": ("Bramble Street Neighbours", AgencyKind.COMMUNITY),
}
# Name, agency, area.
TEAMS: dict[str, tuple[str, str, str]] = {
    "north": ("North", "council", "Larkfield, Northway and the Lammas estate"),
    "quayside": ("Quayside", "council", "The quays, Millbrook and Station Road"),
    "east": ("East", "council", "Eastgate, Fernhill and the Orchards"),
    "beat": ("Neighbourhood policing", "police", "All of Wexbridge"),
    "link": ("Link work", "surgery", "Larkfield and Northway"),
    "tenancies": ("Tenancy support", "housing", "All of Wexbridge"),
    "kitchen": ("The kitchen on Bramble Street", "neighbours", "Millbrook and the quays"),
}
# Everybody's, and no secret: the command that loads the demonstration runs in development only.
ALWAYS = datetime.max.replace(tzinfo=UTC)
PASSWORD = "alongside demonstration"  # noqa: S105
FOUNDER = Colleague("adi", "Adi Mehta", "council", R.ADMINISTRATOR)
COLLEAGUES = (
    Colleague("asha", "Asha Rahman", "council", R.SUPPORT_WORKER, "north"),
    Colleague("ben", "Ben Whitcombe", "council", R.SUPPORT_WORKER, "north"),
    Colleague("sian", "Siân Prosser", "council", R.SUPPORT_WORKER, "quayside"),
    Colleague("tunde", "Tunde Adeyinka", "council", R.SUPPORT_WORKER, "quayside"),
    Colleague("callum", "Callum Reidy", "council", R.SUPPORT_WORKER, "east"),
    Colleague("joy", "Joy Mensah", "council", R.SUPPORT_WORKER, "east"),
    Colleague("grace", "Grace Oyelaran", "council", R.SUPPORT_WORKER, "east", left=True),
    Colleague("mina", "Mina Kowalczyk", "council", R.MANAGER, "north"),
    Colleague("delroy", "Delroy Samuels", "council", R.MANAGER, "north"),
    Colleague("priya", "Priya Nambiar", "council", R.MANAGER, "quayside"),
    Colleague("farida", "Farida Hussain", "council", R.MANAGER, "east"),
    # One person, two roles: she manages the team, and works on cases in it while it is short of a worker.
    Colleague("farida", "Farida Hussain", "council", R.SUPPORT_WORKER, "east"),
    Colleague("chidi", "Chidi Ezenwa", "police", R.PRACTITIONER, "beat"),
    Colleague("ruth", "Ruth Ellison", "surgery", R.PRACTITIONER, "link"),
    Colleague("owen", "Owen Llewelyn", "housing", R.PRACTITIONER, "tenancies"),
    Colleague("marta", "Marta Zielińska", "neighbours", R.PRACTITIONER, "kitchen"),
    Colleague("gill", "Gill Ashworth", "council", R.GOVERNANCE_LEAD),
    Colleague("ana", "Ana Ferreira", "council", R.ANALYST),
    Colleague("hana", "Hana Brzezicki", "police", R.GOVERNANCE_LEAD),
    Colleague("lewis", "Lewis Tolland", "housing", R.GOVERNANCE_LEAD),
)
# Manager and deputy of each team that has them.
MANAGERS = {"north": ("mina", "delroy"), "quayside": ("priya", None), "east": ("farida", None)}


class Cast:
    """Everybody, once they are registered: an actor by key, and the rows of agencies and teams."""

    def __init__(self) -> None:
        self.agencies: dict[str, Agency] = {}
        self.teams: dict[str, Team] = {}
        self.memberships: dict[str, Membership] = {}
        self.agreements: dict[str, SharingAgreement] = {}  # by the code of the partner that shares under it

    def __getitem__(self, key: str) -> Actor:
        # They tell of years in a minute: each has shown that it is them for as long as the story lasts.
        return proved(member_actor(self.memberships[key]), ALWAYS)

    def membership(self, key: str) -> Membership:
        """The membership behind an actor."""
        return self.memberships[key]


def assemble(*, on: date, at: datetime) -> Cast:
    """Found the service and register everybody."""
    cast = Cast()
    name, kind = AGENCIES[FOUNDING_AGENCY]
    founder = partners.found(
        code=FOUNDING_AGENCY,
        name=name,
        kind=kind,
        email=FOUNDER.email,
        person=FOUNDER.name,
        password=PASSWORD,
        on=on,
        at=at,
    )
    cast.memberships[FOUNDER.key] = founder
    adi = cast[FOUNDER.key]
    cast.agencies[FOUNDING_AGENCY] = founder.agency
    for code, (name, kind) in AGENCIES.items():
        if code != FOUNDING_AGENCY:
            cast.agencies[code] = partners.register_agency(code=code, name=name, kind=kind, by=adi, at=at)
    for code, (name, agency, area) in TEAMS.items():
        cast.teams[code] = partners.register_team(agency=cast.agencies[agency], name=name, area=area, by=adi, at=at)
    _register_colleagues(cast, on=on, at=at)
    for code, (manager, deputy) in MANAGERS.items():
        partners.appoint(
            cast.teams[code],
            manager=cast.membership(manager),
            deputy=cast.membership(deputy) if deputy else None,
            by=adi,
            at=at,
        )
    return cast


def _register_colleagues(cast: Cast, *, on: date, at: datetime) -> None:
    """A user once, a membership for each of their roles; the first one that is listed is the one they act in."""
    adi, registered = cast[FOUNDER.key], {}
    password = make_password(PASSWORD)  # once: hashing it for each of them would take seconds
    for number, colleague in enumerate(COLLEAGUES, start=101):
        if colleague.key not in registered:
            user = users.register(email=colleague.email, name=colleague.name, by=adi, at=at)
            User.objects.filter(pk=user.pk).update(password=password)
            registered[colleague.key] = user
        begun = memberships.begin(
            user=registered[colleague.key],
            agency=cast.agencies[colleague.agency],
            team=cast.teams.get(colleague.team),
            role=colleague.role,
            started_on=on,
            by=adi,
            at=at,
        )
        # Numbers that are kept for drama and ring nobody.
        begun = memberships.give_phone(begun, phone=f"01632 960 {number}", by=adi, at=at)
        cast.memberships.setdefault(colleague.key, begun)


def say_goodbye(cast: Cast, *, on: date, at: datetime) -> None:
    """End the memberships of those who left, once nobody's case is theirs any more."""
    for colleague in COLLEAGUES:
        if colleague.left:
            memberships.end(cast.membership(colleague.key), ended_on=on, by=cast[FOUNDER.key], at=at)
            users.deactivate(cast.membership(colleague.key).user, by=cast[FOUNDER.key], at=at)
