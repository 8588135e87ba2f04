"""A service with addresses of the tests' own, and a table for what their views write."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from django.test import Client


@pytest.fixture
def client(settings: Any, tmp_path: Path) -> Client:
    """A browser that is told of a failure as people are: by an answer."""
    settings.ROOT_URLCONF = "tests.config.urls"
    shutil.copy(settings.STATIC_ROOT / "staticfiles.json", tmp_path)  # where pages find the names of their files
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "front.css").write_text("main { color: black }")
    return Client(raise_request_exception=False)


@pytest.fixture
def table(db: None) -> Iterator[None]:
    """`written`: app may write there as in any table of ours, and a wrong reference is found out at commit."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "CREATE TABLE written (number integer PRIMARY KEY,"
            " refers_to integer REFERENCES written DEFERRABLE INITIALLY DEFERRED)"
        )
    try:
        yield
    finally:
        connections["default"].close()
        with connections["owner"].cursor() as cursor:
            cursor.execute("DROP TABLE written")
