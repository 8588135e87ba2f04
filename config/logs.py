"""Logs without content: one line of JSON a record, in which nothing that anybody typed can stand or forge a line.

The message of an error is left out, since a database quotes the row that it refused; its type and where it was raised
stay. Celery's own lines about a task name it and say what came of it: never its arguments, nor what it raised.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from typing import Any

# Celery formats these into its lines about a task.
OF_A_TASK = ("args", "kwargs", "exc", "traceback", "return_value")
LONGEST = 2000


class JsonLines(logging.Formatter):
    """One object a line. What stands in it is ASCII: neither a line break nor an escape of a terminal gets through."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "process": record.process,
            "message": _message_of(record)[:LONGEST],
        }
        if record.exc_info and record.exc_info[0] is not None:
            said["error"] = record.exc_info[0].__name__
            said["where"] = _where(record.exc_info[2])
        return json.dumps(said, ensure_ascii=True)


def _message_of(record: logging.LogRecord) -> str:
    if not isinstance(record.args, dict) or not record.name.startswith("celery"):
        return record.getMessage()
    kept = {name: "-" if name in OF_A_TASK else value for name, value in record.args.items()}
    try:
        return str(record.msg) % kept
    except (TypeError, ValueError, KeyError):
        return str(record.msg)


def _where(raised: Any) -> list[str]:
    """Where it was raised, the innermost last; the lines of code stand there already, the values do not."""
    frames = traceback.extract_tb(raised)[-12:]
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
