"""How a story's steps about people and homes are told: referring, moving, names and numbers, splitting and joining."""

from datetime import date, timedelta

from agencies.actors import Actor
from agencies.enums import DataCategory
from casework import confidential_addresses, engagement, households, lifecycle, members, people, safe_contacts
from casework.births import BirthPrecision
from casework.contacts import record_document
from casework.enums import DocumentKind, LeavingReason, Means, NameKind, SafeWay
from casework.identifiers import IdentifierScheme
from casework.models import Address, Case, EngagementAgreement, HouseholdChange, HouseholdMember, PersonIdentifier
from outcomes.demonstration.plan import dice
from outcomes.demonstration.scene import Scene
from outcomes.demonstration.story import PLACES, Step, Who, read_who


def referred(scene: Scene, step: Step) -> None:
    """A household is registered with its people and its home, and a team is asked to work with them.

    A case that was made when somebody was taken out of another one is found instead.
    """
    if origin := scene.story.header.get("apart"):
        story, *keys = origin.split()
        other = scene.other(story)
        scene.people |= {key: other.people[key] for key in keys}
        scene.household_id, scene.case_id = other.household_id, Case.objects.get(separated_from=other.case_id).pk
        return
    by = scene.by(step)
    scene.household_id = households.register(name=scene.story.household, by=by, at=scene.at).pk
    for who in scene.story.people:
        move_in(scene, who, by)
    if home := scene.story.header.get("at"):
        lines, postcode = home.rsplit(", ", 1)
        since = scene.at.date() - timedelta(days=dice(scene.story.key, "home").randint(300, 2500))
        record_home(scene, lines, postcode, since, by)
    case = lifecycle.refer(
        household=scene.home,
        team=scene.cast.teams[scene.story.header["team"]],
        reason=step.text,
        people=list(scene.people.values()),
        by=by,
        at=scene.at,
    )
    scene.case_id = case.pk


def move_in(scene: Scene, who: Who, by: Actor) -> None:
    """One person more in the household."""
    chance = dice(scene.story.key, who.key)
    born_on, precision = who.born(scene.today, chance.randint(20, 320))
    person = people.register(
        name=who.name, born_on=born_on, birth_precision=precision, pronouns=who.pronouns, by=by, at=scene.at
    )
    scene.people[who.key] = person
    since = scene.at.date() - timedelta(days=chance.randint(200, 2400))
    if born_on is not None:
        since = min(max(since, born_on), scene.at.date())
    households.move_in(scene.home, person=person, role=who.place, started_on=since, by=by, at=scene.at)


def record_home(scene: Scene, lines: str, postcode: str, since: date, by: Actor) -> None:
    """Where they live from that day; an earlier home ends then."""
    for earlier in Address.objects.filter(household=scene.household_id, ended_on__isnull=True):
        households.end_address(earlier, ended_on=since, by=by, at=scene.at)
    households.record_address(
        scene.home,
        lines=lines,
        town="" if postcode.startswith("ZZ99") else "Wexbridge",
        postcode=postcode,
        started_on=since,
        by=by,
        at=scene.at,
    )


def newhome(scene: Scene, step: Step) -> None:
    """They move."""
    lines, postcode = step.text.rsplit(", ", 1)
    record_home(scene, lines, postcode, scene.at.date(), scene.by(step))


def joins(scene: Scene, step: Step) -> None:
    """Somebody comes to live there, and is part of the case: `joins child: Name, age`."""
    who = read_who(PLACES[step.words[0]], step.text)
    move_in(scene, who, scene.by(step))
    members.join(scene.case, person=scene.people[who.key], by=scene.by(step), at=scene.at)


def brings(scene: Scene, step: Step) -> None:
    """Somebody of another story becomes part of this case: `brings renshaw Nora`."""
    story, key = step.words
    scene.people[key] = scene.other(story).people[key]
    members.join(scene.case, person=scene.people[key], by=scene.by(step), at=scene.at)


def yes(scene: Scene, step: Step) -> None:
    """Somebody says yes to being supported."""
    for key in step.words:
        how = Means(step.fact("how", Means.IN_PERSON))
        engagement.agree(scene.member(key), how=how, words=step.text, by=scene.by(step), at=scene.at)


def takesback(scene: Scene, step: Step) -> None:
    """Somebody takes their yes back."""
    given = EngagementAgreement.objects.select_related("member__case").get(
        member=scene.member(step.words[0]), withdrawn_at__isnull=True
    )
    engagement.withdraw(
        given,
        how=Means(step.fact("how", Means.IN_PERSON)),
        witness=step.fact("witness", "Their sister"),
        words=step.text,
        by=scene.by(step),
        at=scene.at,
    )


def leaves(scene: Scene, step: Step) -> None:
    """The worker says that somebody is not part of the case any more: `leaves Craig left`; `confirmed=no` waits."""
    key, reason = step.words
    reason = LeavingReason(reason)
    member = members.propose_leaving(
        scene.member(key), reason=reason, evidence=step.text, by=scene.by(step), at=scene.at
    )
    team = scene.cast.teams.get(step.fact("team"))
    if step.fact("confirmed", "yes") == "yes":
        at = scene.at + timedelta(minutes=12)
        members.confirm_leaving(member, team=team, by=scene.manager, at=at)


def stays(scene: Scene, step: Step) -> None:
    """The worker was mistaken: they stay part of the case."""
    members.keep(scene.member(step.words[0]), by=scene.by(step), at=scene.at)


def movesout(scene: Scene, step: Step) -> None:
    """Somebody lives elsewhere from this day."""
    row = HouseholdMember.objects.select_related("household").get(
        household=scene.household_id, person=scene.people[step.words[0]], ended_on__isnull=True, undone=False
    )
    households.move_out(row, ended_on=scene.at.date(), by=scene.by(step), at=scene.at)


def split(scene: Scene, step: Step) -> None:
    """Some of them have a home of their own: `split Jas` with `name`."""
    households.split(
        scene.home,
        people=scene.several(step.words),
        name=step.fact("name"),
        reason=step.text,
        made_on=scene.at.date(),
        by=scene.by(step),
        at=scene.at,
    )


def undochange(scene: Scene, step: Step) -> None:
    """That was a mistake: everybody is where they were."""
    change = (
        HouseholdChange.objects.select_related("source", "target").filter(source=scene.household_id).latest("made_at")
    )
    households.undo(change, by=scene.by(step), at=scene.at)


def joinhousehold(scene: Scene, step: Step) -> None:
    """The whole household lives with another one from this day."""
    other = scene.other(step.words[0])
    households.join(
        scene.home, into=other.home, reason=step.text, made_on=scene.at.date(), by=scene.by(step), at=scene.at
    )


def named(scene: Scene, step: Step) -> None:
    """Another name that somebody has: `named Darren alias: Daz Pike`."""
    key, kind = step.words
    agency = scene.cast.agencies.get(step.fact("agency"))
    people.add_name(
        scene.someone(key), name=step.text, kind=NameKind(kind), agency=agency, by=scene.by(step), at=scene.at
    )


def renamed(scene: Scene, step: Step) -> None:
    """Somebody uses another name from now on; the one before is kept as a former one."""
    people.amend(scene.someone(step.words[0]), name=step.text, by=scene.by(step), at=scene.at)


def speaks(scene: Scene, step: Step) -> None:
    """In which language somebody wants to be spoken with: `speaks Ngozi: English`, with `interpreter`."""
    people.amend(
        scene.someone(step.words[0]),
        language=step.text,
        needs_interpreter=step.fact("interpreter") == "yes",
        by=scene.by(step),
        at=scene.at,
    )


def reached(scene: Scene, step: Step) -> None:
    """How somebody can be reached safely, and who said so: `reached Ngozi ways=text,visit: Herself, at the table`.

    With `times`, `code`, `donot`, `shared` and `voicemail`; `ask` is in how many days they are asked again.
    """
    safe_contacts.record(
        scene.someone(step.words[0]),
        ways=[SafeWay(way) for way in step.fact("ways").split(",") if way],
        who_said=step.text,
        review_on=scene.at.date() + timedelta(days=int(step.fact("ask", "180"))),
        when_words=step.fact("times"),
        code_word=step.fact("code"),
        do_not=step.fact("donot"),
        no_voicemail=step.fact("voicemail") == "no",
        device_is_shared=step.fact("shared") == "yes",
        by=scene.by(step),
        at=scene.at,
    )


def hidden(scene: Scene, step: Step) -> None:
    """Where somebody is, which nobody must know: `hidden Dawn town=Wexbridge: 4 Orchard Rise`."""
    member = scene.case.members.get(person=scene.someone(step.words[0]), left_at__isnull=True)
    said = {"lines": step.text, "town": step.fact("town"), "note": step.fact("note")}
    confidential_addresses.record(member, by=scene.by(step), at=scene.at, **said)


def born(scene: Scene, step: Step) -> None:
    """A child is born, and has a name: `born Baby: Idris Sandhu`."""
    people.amend(
        scene.someone(step.words[0]),
        name=step.text,
        born_on=scene.at.date() - timedelta(days=int(step.fact("days", "1"))),
        birth_precision=BirthPrecision.DAY,
        by=scene.by(step),
        at=scene.at,
    )


def died(scene: Scene, step: Step) -> None:
    """Somebody has died: `dieddays Elsie days=2`."""
    day = scene.at.date() - timedelta(days=int(step.fact("days", "1")))
    people.amend(scene.someone(step.words[0]), died_on=day, by=scene.by(step), at=scene.at)


def number(scene: Scene, step: Step) -> None:
    """A number that others know somebody by: `number Kai upn: ...`."""
    key, scheme = step.words
    people.add_identifier(
        scene.someone(key),
        scheme=IdentifierScheme(scheme),
        value=step.text,
        system=step.fact("system"),
        by=scene.by(step),
        at=scene.at,
    )


def wrongnumber(scene: Scene, step: Step) -> None:
    """The number that was recorded last was somebody else's."""
    row = PersonIdentifier.objects.filter(person=scene.people[step.words[0]]).latest("recorded_at")
    people.withdraw_identifier(row, by=scene.by(step), at=scene.at)


def link(scene: Scene, step: Step) -> None:
    """Two records are one person: `link Darren tilley Daz`, and what shows it."""
    key, story, other = step.words
    same_as = scene.other(story).someone(other)
    scene.links[key] = people.link(
        scene.someone(key), same_as=same_as, evidence=step.text, by=scene.by(step), at=scene.at
    )


def unlink(scene: Scene, step: Step) -> None:
    """They are two people after all."""
    people.undo_link(scene.links[step.words[0]], by=scene.by(step), at=scene.at)


def document(scene: Scene, step: Step) -> None:
    """A paper, and where it is held: `document letter Ngozi held=office: Title`."""
    kind, *about = step.words
    record_document(
        scene.case,
        category=DataCategory(step.fact("on", DataCategory.GENERAL)),
        title=step.text,
        kind=DocumentKind(kind),
        dated_on=scene.at.date() - timedelta(days=int(step.fact("days", "3"))),
        held_where=step.fact("held", "Team office, locked cabinet"),
        about=scene.several(tuple(about)),
        not_to_disclose_to=scene.kept_from(step),
        by=scene.by(step),
        at=scene.at,
    )
