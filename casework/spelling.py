"""Names that are written nearly alike, as the database compares them: its functions are made by migration 0012."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.fields.array import ArrayOverlap  # type: ignore[attr-defined]  # not in the stubs
from django.contrib.postgres.indexes import GinIndex
from django.db.models import F, FloatField, Func, Q, TextField, Value


class PlainName(Func):
    """Small letters without accents, one space around each word."""

    function = "plain_name"
    output_field = TextField()


class NameKeys(Func):
    """What two spellings of one word have in common; of a word that was typed also that it may be the beginning of one."""

    function = "name_keys"
    template = "%(function)s(%(expressions)s, %(is_typed)s)"
    output_field: Any = ArrayField(TextField())

    def __init__(self, name: Any, *, is_typed: bool = False) -> None:
        """Of a name that is kept, or of a word that was typed."""
        super().__init__(name, is_typed="true" if is_typed else "false")


class Similarity(Func):
    """How much two names have in common, from 0 to 1, by their groups of three letters."""

    function = "similarity"
    output_field = FloatField()


def resembles(path: str, word: str) -> Q:
    """Whether a word of the name at this path is this word or begins with it, is one slip away from it, or sounds like it."""
    return Q(ArrayOverlap(NameKeys(F(path)), NameKeys(Value(word), is_typed=True)))


def nearness(path: str, words: str) -> Similarity:
    """How near the name at this path is to what was typed."""
    return Similarity(PlainName(F(path)), PlainName(Value(words)))


def index(name: str, path: str = "name", condition: Q | None = None) -> GinIndex:
    """What finds names by `resembles`."""
    return GinIndex(NameKeys(path), name=f"{name}_keys", condition=condition)
