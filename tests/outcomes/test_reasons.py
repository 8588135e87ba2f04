"""A reason that a verb gives by itself is a code in the record, and words for whoever reads it."""

import re
from datetime import UTC, datetime
from uuid import UUID

import pytest

from casework.chronology import Entry
from casework.enums import ExitKind
from outcomes.reasons import WORDS, in_words, text_of


@pytest.mark.parametrize(
    ("kept", "read"),
    [
        ("closed", "Finished"),
        ("moved_away", "Stopped (they moved away)"),
        ("agreed", "Everybody agreed"),
        ("refused", "Somebody does not agree to close"),
        ("resolved", "The problems are resolved"),
        ("followed_by_stepped_up", "Followed by: Stepped up"),
        ("followed_by_nobody", "followed_by_nobody"),
        ("Their part is done", "Their part is done"),
        ("", ""),
    ],
)
def test_a_code_is_read_as_words_and_words_as_they_were_written(kept: str, read: str) -> None:
    assert in_words(kept) == read


def test_every_code_has_words() -> None:
    codes = [*WORDS, *(f"followed_by_{kind}" for kind in ExitKind.values)]
    assert [code for code in codes if not re.search(r"[A-Z]", in_words(code))] == []


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("status_change", "Stopped (they have died)"),
        ("allocation_ended", "Stopped (they have died)"),
        ("contact", "died"),
    ],
)
def test_only_a_reason_is_taken_for_a_code(kind: str, told: str) -> None:
    now, key = datetime(2026, 3, 2, tzinfo=UTC), UUID(int=1)
    entry = Entry(kind, key, now, "Asha", "Council", "general", "", "died", False, None, now, key)  # noqa: FBT003
    assert text_of(entry) == told
