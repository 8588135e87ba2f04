"""Names that are written nearly alike, as the database compares them: its functions are made by migration 0012."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db.models import DateField, F, FloatField, Func, Q, TextField, UUIDField, Value
from django.db.models.functions import Cast


class PlainName(Func):
    """Small letters without accents, one space around each word."""

    function = "plain_name"
    output_field = TextField()


class NameKeys(Func):
    """What two spellings of one word have in common: of each word of a name that is kept."""

    function = "name_keys"
    template = "%(function)s(%(expressions)s, false)"
    output_field: Any = ArrayField(TextField())


class Similarity(Func):
    """How much two names have in common, from 0 to 1, by their groups of three letters."""

    function = "similarity"
    output_field = FloatField()


class KeysOfNames(Func):
    """The keys of rows whose name has each of the words, and whose person was born on one of the days, if any are given.

    A word of a name is the word that was typed or begins with it, is one slip away from it, or sounds like it. `place`: names
    that people use (`person`), their `other` ones, of a `household`, or that people had when they left a case (`departed`).
    The database's own function is asked, which the second wall does not stand before: see migration 0023.
    """

    function = "guard.keys_of_names"
    template = "ARRAY(SELECT %(function)s(%(expressions)s))"
    output_field: Any = ArrayField(UUIDField())

    def __init__(self, place: str, words: Sequence[str], days: Sequence[date]) -> None:
        """Take what is looked for."""
        texts, dates = ArrayField(TextField()), ArrayField(DateField())
        super().__init__(Value(place), Cast(Value(list(words), texts), texts), Cast(Value(list(days), dates), dates))


def nearness(path: str, words: str) -> Similarity:
    """How near the name at this path is to what was typed."""
    return Similarity(PlainName(F(path)), PlainName(Value(words)))


def index(name: str, path: str = "name", condition: Q | None = None) -> GinIndex:
    """What finds names by KeysOfNames."""
    return GinIndex(NameKeys(path), name=f"{name}_keys", condition=condition)
