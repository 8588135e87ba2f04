"""How the demand picture is shown."""

from typing import Any

from rest_framework import serializers

from api.serializers.base import Choice
from outcomes.suppression import Shows

SHOWS = [
    (Shows.NUMBER, "The number"),
    (Shows.FEWER, "Fewer than five households"),
    (Shows.HELD, "Held back, so that another cannot be worked out"),
]


class FigureShown(serializers.Serializer[Any]):
    """A number, or null and why there is none."""

    shows = Choice(SHOWS)
    number = serializers.IntegerField(allow_null=True)


class DemandAgencyShown(serializers.Serializer[Any]):
    """An agency whose extracts were counted.

    `households`: whom it knows, to the nearest five. `contacts`: in the months that are counted. `repeats`: those of them
    that came within 90 days of another of the same household with it.
    """

    code = serializers.CharField()
    name = serializers.CharField()
    households = FigureShown()
    contacts = FigureShown()
    repeats = FigureShown()


class DemandPairShown(serializers.Serializer[Any]):
    """Households known to both of two agencies, by their codes; to the nearest five."""

    agency = serializers.CharField()
    other = serializers.CharField()
    households = FigureShown()


class DemandAreaShown(serializers.Serializer[Any]):
    """Households that live in an area: all, and by how many agencies know them.

    `area`: the district of a postcode, such as `ST4`; an empty text where none is known. `known_to`: under `1`, `2` and
    `3`, of which the last means so many or more; empty where nothing may be said of it.
    """

    area = serializers.CharField(allow_blank=True)
    households = FigureShown()
    known_to = serializers.DictField(child=FigureShown())


class DemandPlaceShown(serializers.Serializer[Any]):
    """Households of a neighbourhood: the sector of a postcode, such as `ST4 1`."""

    place = serializers.CharField()
    households = FigureShown()


class DemandMonthShown(serializers.Serializer[Any]):
    """Contacts of a month, such as `2026-11`: all, and by the code of the agency. One with two households counts for each."""

    month = serializers.CharField()
    contacts = FigureShown()
    by_agency = serializers.DictField(child=FigureShown())


class StartKindShown(serializers.Serializer[Any]):
    """Contacts of one kind, in the agency's words. `is_rest`: of all kinds that fewer than five households met, together."""

    words = serializers.CharField(allow_blank=True)
    is_rest = serializers.BooleanField()
    before = FigureShown()
    after = FigureShown()


class FileStartsShown(serializers.Serializer[Any]):
    """Contacts that stand in one file of an agency, before and after cases started, of a panel's households together.

    `households` count: they have six months at least on either side of the day on which their case was taken in; `early`
    have fewer. Both to the nearest five. `months`: how many each has on a side, on average; twelve where all have.
    """

    agency = serializers.CharField()
    file = serializers.CharField(source="source")
    households = FigureShown()
    early = FigureShown()
    months = serializers.IntegerField(allow_null=True)
    before = FigureShown()
    after = FigureShown()
    kinds = StartKindShown(many=True)


class JudgedShown(serializers.Serializer[Any]):
    """Contacts in your agency's cases that workers of an agency wrote down, by what they said caused them.

    `share`: failure demand of all that were judged, from 0 to 100; null where it may not be said.
    """

    agency = serializers.CharField(allow_blank=True)
    contacts = FigureShown()
    value = FigureShown()
    failure = FigureShown()
    unknown = FigureShown()
    share = serializers.FloatField(allow_null=True)


class DemandShown(serializers.Serializer[Any]):
    """The demand picture of the newest run of the linkage; before the first, `as_of` is null and all is empty.

    No number about fewer than five households is in it, nor any from which one could be worked out.
    """

    as_of = serializers.DateField(allow_null=True)
    extracts = serializers.IntegerField(help_text="How many were counted.")
    households = FigureShown()
    known_to = serializers.DictField(child=FigureShown())
    contacts = FigureShown()
    agencies = DemandAgencyShown(many=True)
    pairs = DemandPairShown(many=True)
    areas = DemandAreaShown(many=True)
    places = DemandPlaceShown(many=True)
    months = DemandMonthShown(many=True)
    starts = FileStartsShown(many=True)
    judged_since = serializers.DateField(help_text="From which day on contacts are counted by what caused them.")
    judged = JudgedShown(many=True)
    judged_by_all = JudgedShown()
