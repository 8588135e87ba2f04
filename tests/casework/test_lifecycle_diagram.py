"""The diagram in the docs is the table that decides."""

from pathlib import Path

from casework.enums import CaseStatus
from casework.management.commands.lifecycle_diagram import diagram

DOCS = Path(__file__).resolve().parents[2] / "docs" / "lifecycle.md"


def test_the_docs_show_the_table_as_it_is():
    assert f"```mermaid\n{diagram()}\n```" in DOCS.read_text(), (
        "run manage.py lifecycle_diagram and paste what it prints"
    )


def test_every_state_is_in_it():
    assert all(status.value in diagram() for status in CaseStatus)
