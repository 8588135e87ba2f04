"""A server that speaks clamd's INSTREAM, and answers as a test wants: rightly, wrongly, half, or not at all."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.test import override_settings

Answering = Callable[[socket.socket, bytes], None]
HARM = b"this does harm"


def judge(line: socket.socket, sent: bytes) -> None:
    """As clamd does."""
    line.sendall(b"stream: Test.Harm-1 FOUND\0" if HARM in sent else b"stream: OK\0")


def says(answer: bytes) -> Answering:
    """Always the same, whatever was sent."""
    return lambda line, _sent: line.sendall(answer)


def drips(line: socket.socket, _sent: bytes) -> None:
    """An answer of which a byte comes now and then, for ever."""
    hurry = threading.Event()
    try:
        while not hurry.wait(0.05):
            line.sendall(b"s")
    except OSError:
        return


class Scanner:
    """One that listens; `limit`: it hangs up when so many bytes came, as clamd does beyond StreamMaxLength."""

    def __init__(self, answer: Answering, limit: int | None) -> None:
        self.answer, self.limit, self.asked = answer, limit, 0
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listening.getsockname()[1]}"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self) -> None:
        """One after the other, until it is closed."""
        while True:
            try:
                line, _ = self.listening.accept()
            except OSError:
                return
            with line:
                self.asked += 1
                try:
                    self.hear(line)
                except OSError:
                    continue

    def hear(self, line: socket.socket) -> None:
        """Take the file, and answer."""
        with line.makefile("rb") as heard:
            assert heard.read(10) == b"zINSTREAM\0"
            sent = b""
            while size := struct.unpack(">I", heard.read(4).rjust(4, b"\0"))[0]:
                sent += heard.read(size)
                if self.limit is not None and len(sent) > self.limit:
                    line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
                    return
            self.answer(line, sent)


@contextmanager
def a_scanner(answer: Answering = judge, limit: int | None = None, **settings: Any) -> Iterator[Scanner]:
    """One that the service knows of."""
    scanner = Scanner(answer, limit)
    try:
        with override_settings(CLAMD=scanner.address, **settings):
            yield scanner
    finally:
        scanner.listening.close()
