"""Names that are written nearly alike, as the database compares them: its functions are made by migration 0011."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayOverlap
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, FloatField, Func, Q, TextField, Value


class PlainName(Func):
    """Small letters without accents, one space around each word."""

    function = "plain_name"
    output_field = TextField()


class NameKeys(Func):
    """What two spellings of one word have in common."""

    function = "name_keys"
    output_field: Any = ArrayField(TextField())


class TypedKeys(Func):
    """The same of a word that was typed, which may be the beginning of one."""

    function = "typed_keys"
    output_field: Any = ArrayField(TextField())


class Similarity(Func):
    """How much two names have in common, from 0 to 1, by their groups of three letters."""

    function = "similarity"
    output_field = FloatField()


def resembles(path: str, word: str) -> Q:
    """Whether a word of the name at this path is this word or begins with it, is one slip away from it, or sounds like it."""
    return Q(ArrayOverlap(NameKeys(F(path)), TypedKeys(Value(word))))


def nearness(path: str, words: str) -> Similarity:
    """How near the name at this path is to what was typed."""
    return Similarity(PlainName(F(path)), PlainName(Value(words)))


def index(name: str, path: str = "name", condition: Q | None = None) -> GinIndex:
    """What finds names by `resembles`."""
    return GinIndex(NameKeys(path), name=f"{name}_keys", condition=condition)
