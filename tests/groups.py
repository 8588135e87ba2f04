"""Keeps tests of one `xdist_group` in one process: pytest-xdist 3.8 no longer can under pytest 9.2, and says nothing of it.

It sends the group to the scheduler at the end of each test's id, in an attribute that pytest no longer reads:
https://github.com/pytest-dev/pytest-xdist/issues/1386. Remove this file when a release has it mended; the test of the
groups in tests/test_groups.py says whether they hold.
"""

import pytest
from _pytest.nodeid import NodeId


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """In a process of a distributed run, write the group where pytest reads it; last, because conftests add marks.

    Groups go first, since the longest of them has one test: begun at the end, it would leave one process without work.
    """
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        group = "_".join(sorted({str(mark.args[0]) for mark in item.iter_markers("xdist_group")}))
        if group and not item.nodeid.endswith(f"@{group}"):
            item._id = NodeId.parse(f"{item.nodeid}@{group}")  # type: ignore[attr-defined]
    items.sort(key=lambda item: "@" not in item.nodeid)
