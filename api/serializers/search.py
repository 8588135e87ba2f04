"""A search: what is looked for, and what was found with the reasons in plain words."""

from typing import Any

from rest_framework import serializers

from api.serializers.base import Body, ShortText
from api.serializers.households import PersonShown
from api.serializers.shown import Shown
from casework.models import Case, Household
from casework.search_terms import LONGEST
from casework.selectors.search import MOST


class SearchBody(Body):
    """What is remembered: a name or part of one, a date of birth, a number, or a case's reference."""

    words = ShortText(max_length=LONGEST)
    limit = serializers.IntegerField(min_value=1, max_value=MOST, required=False)
    example = {"words": "Katerine Okafor 2 4 1988"}


class ReasonShown(serializers.Serializer[Any]):
    """Why something was found."""

    kind = serializers.CharField()
    sentence = serializers.CharField()


class FoundCaseShown(Shown):
    """A case, as far as it takes to go there."""

    household_name = serializers.CharField(source="household.name")

    class Meta:
        model = Case
        fields = ("reference", "status", "household", "household_name")


class FoundHouseholdShown(Shown):
    """A household, by name."""

    class Meta:
        model = Household
        fields = ("id", "name")


class CaseMatch(serializers.Serializer[Any]):
    """A case by its reference, or by somebody who left it."""

    case = FoundCaseShown()
    why = ReasonShown(many=True)


class PersonMatch(serializers.Serializer[Any]):
    """A person, their cases, and the households without a case where they live."""

    person = PersonShown()
    why = ReasonShown(many=True)
    cases = FoundCaseShown(many=True)
    households = FoundHouseholdShown(many=True)


class HouseholdMatch(serializers.Serializer[Any]):
    """A household and its cases."""

    household = FoundHouseholdShown()
    why = ReasonShown(many=True)
    cases = FoundCaseShown(many=True)


class FoundShown(serializers.Serializer[Any]):
    """All that was found, the nearest first. `has_more` is about what you may see: look for more words."""

    cases = CaseMatch(many=True)
    people = PersonMatch(many=True)
    households = HouseholdMatch(many=True)
    has_more = serializers.BooleanField()
