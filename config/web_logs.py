"""The web server's own lines in the same shape as everybody else's."""

from typing import Any

from gunicorn.glogging import Logger

from config.environment import flag
from config.logs import JsonLines


class WebLogger(Logger):
    """Gunicorn's; it is made before there are Django's settings, so it asks the environment itself."""

    def setup(self, cfg: Any) -> None:
        """As gunicorn does, with our formatter in production."""
        super().setup(cfg)
        if not flag("ALONGSIDE_DEVELOPMENT"):
            for handler in self.error_log.handlers:
                handler.setFormatter(JsonLines())
