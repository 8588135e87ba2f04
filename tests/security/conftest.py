"""The same world as the tests of the API have."""

from tests.api.conftest import standing_world, world

__all__ = ["standing_world", "world"]
