"""A mail folder with gates: a worker that sends stops at a named point, until the test opens it or kills somebody.

Where a file named after a point lies in the folder of gates, whoever comes there writes down who it is and waits.
"""

import os
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.mail.backends.filebased import EmailBackend

CLAIMED, BEFORE, AFTER = "claimed", "handing over", "handed over"


class GatedMail(EmailBackend):
    """Django's own folder of mail, and a gate before, at and after each hand-over."""

    def open(self) -> bool:
        """The message is claimed, and a connection is asked for."""
        self.pass_gate(CLAIMED)
        opened: bool = super().open()
        return opened

    def send_messages(self, email_messages: Sequence[Any]) -> int:
        """It is on record that the hand-over begins."""
        self.pass_gate(BEFORE)
        sent: int = super().send_messages(email_messages)
        self.pass_gate(AFTER)
        return sent

    @staticmethod
    def pass_gate(name: str) -> None:
        """Go through, or wait."""
        gate = Path(os.environ["GATES"]) / name
        if gate.exists():
            (gate.parent / f"at {name}").write_text(str(os.getpid()))
        while gate.exists():
            time.sleep(0.01)
