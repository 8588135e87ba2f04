"""How rows are shown: read-only, ids and plain values, people by the names that they use."""

from typing import Any, ClassVar

from rest_framework import serializers

from agencies.models import Membership
from agencies.permissions import Permission, may
from casework.models import CaseMember, Person
from outcomes.reasons import in_words

BLANKS: dict[type[Any], Any] = {str: "", list: []}


class Shown(serializers.ModelSerializer[Any]):
    """A row as a client sees it. Nothing can be written through it: bodies are for that."""

    example: ClassVar[dict[str, Any] | None] = None
    # What those who see the row only by a share are not shown; their selector annotates `is_own_work` and `is_in_emergency`.
    of_own_work: ClassVar[tuple[str, ...]] = ()
    # Rows that this one names, and that may be hidden though this one is not; the selector annotates `seen_<name>`.
    seen_only: ClassVar[tuple[str, ...]] = ()

    def to_representation(self, instance: Any) -> Any:
        """The row; blank where a field is not for whoever asks."""
        data = super().to_representation(instance)
        if self.of_own_work and not self._is_read_whole(instance):
            data |= {name: BLANKS.get(type(data[name])) for name in self.of_own_work}
        hidden = [name for name in self.seen_only if getattr(instance, f"seen_{name}", data[name]) is None]
        data |= dict.fromkeys(hidden)
        return data

    def _is_read_whole(self, instance: Any) -> bool:
        known: bool | None = getattr(instance, "is_own_work", None)
        if known is None:
            reads = (Permission.WORK_CASE, Permission.OPEN_IN_EMERGENCY)
            return any(may(self.context["actor"], each, instance) for each in reads)
        return known or instance.is_in_emergency

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        """The declared fields, every one of them read-only."""
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields


class Why(serializers.CharField):
    """Why something ended or changed: as somebody wrote it; a reason that a verb gave by itself in the reader's language."""

    def to_representation(self, value: str) -> str:
        """The words of a code."""
        return in_words(super().to_representation(value))


class Who(Shown):
    """Somebody who acts for an agency."""

    name = serializers.CharField(source="user.name")
    agency = serializers.CharField(source="agency.name")

    class Meta:
        model = Membership
        fields = ("id", "name", "agency", "role")


class Whose(Shown):
    """Somebody's part in a case, and the name they use."""

    name = serializers.CharField(help_text="As they are called; for somebody who left, as they were called then.")

    class Meta:
        model = CaseMember
        fields = ("id", "person", "name")


class NamedPerson(Shown):
    """A person, by name."""

    class Meta:
        model = Person
        fields = ("id", "name")


CONTENT = ("id", "case", "category", "source_agency", "about", "not_to_disclose_to", "recorded_at", "recorded_by")


class ContentShown(Shown):
    """What every row of content shows: whose it is, whom it is about and from whom it is kept."""

    case = serializers.CharField(source="case.reference")
    source_agency = serializers.CharField(source="source_agency.name")
    about = NamedPerson(many=True)
    not_to_disclose_to = NamedPerson(many=True)
    recorded_by = serializers.CharField(source="recorded_by.user.name")

    def to_representation(self, instance: Any) -> Any:
        """Who left the case has the name that they had then, here as everywhere in it."""
        data = super().to_representation(instance)
        case = instance.case  # a row that was just written comes from its verb, and not from a selector
        departed = case.departed if hasattr(case, "departed") else case.members.departed()
        then = {str(member.person_id): member.name for member in departed}
        for person in (*data["about"], *data["not_to_disclose_to"]):
            person["name"] = then.get(str(person["id"]), person["name"])
        return data


class Answered(ContentShown):
    """Content with an answer, which belongs to the agency that gave it; its selector says what of it is shown."""

    parts: ClassVar[dict[str, tuple[str, ...]]] = {}

    def to_representation(self, instance: Any) -> Any:
        """The row; blank where a part is another agency's, about what is not shared with the reader any more."""
        data = super().to_representation(instance)
        for shows, fields in self.parts.items():
            if not getattr(instance, shows):
                data |= {name: BLANKS.get(type(data[name])) for name in fields}
        return data
