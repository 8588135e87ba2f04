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
