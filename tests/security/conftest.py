"""The same world as the tests of the API have; and for each file that walks the matrix one of its own."""

from tests.api.conftest import standing_world, world
from tests.security.matrix_checks import marked, matrix_world, quick, walk

__all__ = ["marked", "matrix_world", "quick", "standing_world", "walk", "world"]
