"""A web server of the tests' own, which gives the answers that it is told to give."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

from config.stack.ports import LOOPBACK

Told = tuple[int, str, bytes]  # status, type of content, body


@contextmanager
def answering(answers: Mapping[str, Told], host: str = "") -> Iterator[str]:
    """Its address. With `host` it answers to that name only, as Django does."""

    class Service(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_known = not host or self.headers["Host"] == host
            status, content_type, body = answers[self.path] if is_known else (400, "text/html", b"")
            self.send_response(status)
            self.send_header("Content-Type", content_type)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing on the terminal."""

    with HTTPServer((LOOPBACK, 0), Service) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://{LOOPBACK}:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()
