"""The cast: people in every role, in three agencies."""

from dataclasses import dataclass
from datetime import UTC, date, datetime

from agencies import memberships, partners, users
from agencies.actors import Actor, member_actor, proved
from agencies.enums import AgencyKind, RoleCode
from agencies.models import Agency, Membership, Team

# Whoever acts in a test has shown that it is them; tests of that say otherwise.
ALWAYS = datetime.max.replace(tzinfo=UTC)
STARTED_ON = date(2024, 1, 8)


@dataclass(frozen=True)
class Cast:
    """Actors by name."""

    adi: Actor  # administrator
    asha: Actor  # support worker who leads
    ben: Actor  # support worker of the same team
    mina: Actor  # manager of the team
    max: Actor  # deputy manager of the team
    chidi: Actor  # practitioner of a partner agency
    dot: Actor  # support worker of another team: a stranger
    dora: Actor  # manager of that team
    gill: Actor  # information governance lead
    ana: Actor  # analyst

    def __getitem__(self, name: str) -> Actor:
        return getattr(self, name)

    @property
    def team(self) -> Team:
        """Asha's team."""
        assert self.asha.team is not None
        return self.asha.team


def make_member(by: Actor, name: str, agency: Agency, role: RoleCode, team: Team | None = None) -> Actor:
    """A user with one membership."""
    user = users.register(email=f"{name.lower()}@example.org", name=name, by=by)
    membership = memberships.begin(user=user, agency=agency, role=role, team=team, started_on=STARTED_ON, by=by)
    actor = member_actor(Membership.objects.select_related("user", "agency", "team").get(pk=membership.pk))
    return proved(actor, ALWAYS)


def make_cast() -> Cast:
    """Everybody; the administrator founds the service."""
    founder = partners.found(
        code="council",
        name="Council support service",
        kind=AgencyKind.COUNCIL,
        email="adi@example.org",
        person="Adi",
        password="for tests only, not a secret",
        on=STARTED_ON,
    )
    adi = proved(member_actor(founder), ALWAYS)
    council = founder.agency
    police = partners.register_agency(code="police", name="Police", kind=AgencyKind.POLICE, by=adi)
    north = partners.register_team(agency=council, name="North", area="The north", by=adi)
    south = partners.register_team(agency=council, name="South", by=adi)
    cast = Cast(
        adi=adi,
        asha=make_member(adi, "Asha", council, RoleCode.SUPPORT_WORKER, north),
        ben=make_member(adi, "Ben", council, RoleCode.SUPPORT_WORKER, north),
        mina=make_member(adi, "Mina", council, RoleCode.MANAGER, north),
        max=make_member(adi, "Max", council, RoleCode.MANAGER, north),
        chidi=make_member(adi, "Chidi", police, RoleCode.PRACTITIONER),
        dot=make_member(adi, "Dot", council, RoleCode.SUPPORT_WORKER, south),
        dora=make_member(adi, "Dora", council, RoleCode.MANAGER, south),
        gill=make_member(adi, "Gill", council, RoleCode.GOVERNANCE_LEAD),
        ana=make_member(adi, "Ana", council, RoleCode.ANALYST),
    )
    assert cast.mina.membership is not None
    partners.appoint(north, manager=cast.mina.membership, deputy=cast.max.membership, by=adi)
    return cast
