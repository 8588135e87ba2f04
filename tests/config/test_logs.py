"""A line of the log is one object, whatever was typed; and nothing of anybody's stands in it."""

import json
import logging
import sys

import pytest

from config.logs import JsonLines

CANARY = "Rosa Bell of Mill Lane"


def int_of(text: str) -> int:
    """Fails, and quotes what it was given."""
    return int(text)


def line(message: str, *arguments: object, name: str = "casework", error: BaseException | None = None) -> str:
    """How a record is written."""
    raised = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.WARNING, __file__, 1, message, arguments, raised)
    return JsonLines().format(record)


@pytest.mark.parametrize(
    "typed", ["\n", "\r\n", "\r", "\x1b[2K\x1b[1A", "\u2028", "\x85", "\0", '"}\n{"level": "INFO"', "\ud800"]
)
def test_nothing_that_is_typed_forges_a_line(typed: str) -> None:
    written = line("refused: %s", f"a{typed}b")
    assert written.isascii()
    assert written.isprintable()
    assert json.loads(written)["message"] == f"refused: a{typed}b"


def test_of_an_error_its_type_and_place_are_written_and_not_its_text() -> None:
    with pytest.raises(ValueError, match=CANARY) as raised:
        int_of(CANARY)
    written = line("failed", error=raised.value)
    assert CANARY not in written
    assert json.loads(written)["error"] == "ValueError"
    assert json.loads(written)["where"][-1].endswith(" int_of")


@pytest.mark.parametrize("of_a_task", ["args", "kwargs", "exc", "traceback", "return_value"])
def test_celery_names_the_task_and_nothing_that_it_was_given(of_a_task: str) -> None:
    said = {"name": "send_reminders", "id": "1", of_a_task: CANARY}
    written = line(f"Task %(name)s[%(id)s] ended: %({of_a_task})s", said, name="celery.app.trace")
    assert CANARY not in written
    assert json.loads(written)["message"] == "Task send_reminders[1] ended: -"


def test_a_line_says_when_and_how_bad_it_is() -> None:
    said = json.loads(line("all is well"))
    assert set(said) == {"at", "level", "logger", "process", "message"}
    assert (said["level"], said["logger"]) == ("WARNING", "casework")
    assert said["at"].endswith("+00:00")
    assert sys.getsizeof(line("x" * 100_000)) < 3000
