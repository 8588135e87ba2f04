"""What a site decides about disclosures: the key of their pseudonyms, the embargo, how long a file waits to be fetched, and
where something may be pushed to.
"""

from dataclasses import InitVar, dataclass, field
from datetime import timedelta

from django.core.exceptions import ImproperlyConfigured

from config.environment import optional_secret, setting


def _embargo() -> timedelta:
    hours = int(setting("DISCLOSURE_EMBARGO_HOURS", "24"))
    if hours < 1:
        raise ImproperlyConfigured(
            "DISCLOSURE_EMBARGO_HOURS is one at least: without it nobody could stop a disclosure."
        )
    return timedelta(hours=hours)


@dataclass(frozen=True)
class Disclosing:
    """`key`: what makes pseudonyms, and stands in no file and no table; empty where the site has none. In development, where
    nobody is real, `instead` may stand for it, and for `push_key`, which
    makes the signatures of what is pushed. `wait`: from the release on. `hosts`: to which something may be pushed.
    """

    instead: InitVar[str] = ""
    key: str = field(default_factory=lambda: optional_secret("PSEUDONYM_KEY"), repr=False)
    push_key: str = field(default_factory=lambda: optional_secret("PUSH_KEY"), repr=False)
    embargo: timedelta = field(default_factory=_embargo)
    wait: timedelta = field(default_factory=lambda: timedelta(days=int(setting("DISCLOSURE_DAYS", "14"))))

    hosts: frozenset[str] = field(default_factory=lambda: frozenset(setting("PUSH_HOSTS", "").lower().split()))

    def __post_init__(self, instead: str) -> None:
        """Frozen, so once and here."""
        object.__setattr__(self, "key", self.key or instead)
        object.__setattr__(self, "push_key", self.push_key or instead)
