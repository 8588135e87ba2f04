"""Versions that always rise, instants that only the server sets, and words and answers that are never changed."""

from django.db import migrations

INSTANTS = {
    "action": ["recorded_at", "done_at", "dropped_at"],
    "closure": ["closed_at", "reopened_at"],
    "closureagreement": ["recorded_at"],
    "closureproposal": ["proposed_at", "ended_at"],
    "outcome": ["recorded_at", "dropped_at"],
    "outcomeagreement": ["agreed_at"],
    "outcomeversion": ["worded_at"],
    "rating": ["rated_at"],
    "review": ["recorded_at", "held_at"],
    "understanding": ["recorded_at"],
}
SETTLED = {
    "closure": ["reopened_at"],
    "closureproposal": ["ended_at"],
    "outcome": ["dropped_at"],
    "review": ["held_at"],
}
APPEND_ONLY = [
    "understanding", "understanding_about", "understanding_not_to_disclose_to",
    "outcome_about", "outcome_not_to_disclose_to", "outcomeversion", "outcomeversion_participants", "outcomeagreement",
    "rating", "action_about", "action_not_to_disclose_to", "review_about", "review_not_to_disclose_to", "review_took_part",
    "closureproposal", "closureparticipant", "closureagreement", "closure", "outcome", "action", "review",
]  # fmt: skip
# What may still change of rows that otherwise do not: what became of them. Of content, never the agency that wrote it, and
# the category only of a review that is to come: both decide who sees it.
CHANGEABLE = {
    "outcome": "dropped_at, dropped_by_id, dropped_reason",
    "action": "version, due_on, done_at, done_by_id, result, dropped_at, dropped_by_id, dropped_reason",
    "review": "due_on, cause, category, held_at, held_by_id, summary",
    "closureproposal": "ended_at, ended_by_id, end_reason",
    "closure": "reopened_at, reopened_by_id, reopened_reason",
}

FORWARD = "\n".join(
    [
        "CREATE TRIGGER raise_version BEFORE UPDATE ON outcomes_action FOR EACH ROW EXECUTE FUNCTION public.raise_version();",
        *(
            f"CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON outcomes_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating({', '.join(repr(name) for name in names)});"
            for table, names in INSTANTS.items()
        ),
        *(
            f"CREATE TRIGGER settle_once BEFORE UPDATE ON outcomes_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.settle_once({', '.join(repr(name) for name in names)});"
            for table, names in SETTLED.items()
        ),
        *(f"REVOKE UPDATE ON outcomes_{table} FROM app, worker, seed;" for table in APPEND_ONLY),
        *(
            f"GRANT UPDATE ({columns}) ON outcomes_{table} TO app, worker, seed;"
            for table, columns in CHANGEABLE.items()
        ),
    ]
)
BACKWARD = "\n".join(
    [
        *(
            f"REVOKE UPDATE ({columns}) ON outcomes_{table} FROM app, worker, seed;"
            for table, columns in CHANGEABLE.items()
        ),
        *(f"GRANT UPDATE ON outcomes_{table} TO app, worker, seed;" for table in APPEND_ONLY),
        *(f"DROP TRIGGER settle_once ON outcomes_{table};" for table in SETTLED),
        *(f"DROP TRIGGER refuse_backdating ON outcomes_{table};" for table in INSTANTS),
        "DROP TRIGGER raise_version ON outcomes_action;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_first_rows"), ("casework", "0003_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
