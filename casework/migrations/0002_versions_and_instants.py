"""Versions that always rise, instants that only the server sets, content that is never changed, and numbers for references."""

from django.db import migrations

VERSIONED = ["case", "casemember", "household", "person", "address"]
INSTANTS = {
    "address": ["recorded_at"],
    "allocation": ["started_at", "ended_at"],
    "case": ["referred_at"],
    "caseexit": ["recorded_at", "confirmed_at", "ended_at"],
    "casemember": ["joined_at", "leaving_proposed_at", "left_at"],
    "contact": ["recorded_at"],
    "document": ["recorded_at"],
    "engagementagreement": ["agreed_at", "withdrawn_at"],
    "household": ["registered_at"],
    "householdchange": ["made_at", "undone_at"],
    "person": ["registered_at"],
    "personidentifier": ["recorded_at", "verified_at", "withdrawn_at"],
    "personlink": ["linked_at", "undone_at"],
    "personname": ["recorded_at"],
    "statuschange": ["changed_at"],
}
SETTLED = {
    "allocation": ["ended_at"],
    "caseexit": ["confirmed_at", "ended_at"],
    "casemember": ["left_at"],
    "engagementagreement": ["withdrawn_at"],
    "householdchange": ["undone_at"],
    "personidentifier": ["verified_at", "withdrawn_at"],
    "personlink": ["undone_at"],
}
APPEND_ONLY = [
    "contact", "contact_about", "contact_not_to_disclose_to",
    "document", "document_about", "document_not_to_disclose_to",
    "personname", "statuschange", "caseexit_attempts",
]  # fmt: skip
# What may still change of rows that otherwise stay as they were written: what happened to them since.
CHANGEABLE = {
    "allocation": "ended_at, ended_by_id, end_reason, handover_note, participants_told",
    "caseexit": "from_status, confirmed_at, confirmed_by_id, confirmed_words, ended_at, ended_by_id, end_reason",
    "casemember": "leaving_reason, leaving_evidence, leaving_proposed_at, leaving_proposed_by_id,"
    " left_at, left_by_id, name_at_leaving",
    "engagementagreement": "withdrawn_at, withdrawn_by_id, withdrawn_how, withdrawn_witness, withdrawn_words",
    "householdchange": "undone_at, undone_by_id",
    "personidentifier": "verified_at, verified_by_id, withdrawn_at, withdrawn_by_id",
    "personlink": "undone_at, undone_by_id",
}

FORWARD = "\n".join(
    [
        "CREATE SEQUENCE casework_case_number;",
        *(
            f"CREATE TRIGGER raise_version BEFORE UPDATE ON casework_{table}"
            " FOR EACH ROW EXECUTE FUNCTION public.raise_version();"
            for table in VERSIONED
        ),
        *(
            f"CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating({', '.join(repr(name) for name in names)});"
            for table, names in INSTANTS.items()
        ),
        *(
            f"CREATE TRIGGER settle_once BEFORE UPDATE ON casework_{table}"
            f" FOR EACH ROW EXECUTE FUNCTION public.settle_once({', '.join(repr(name) for name in names)});"
            for table, names in SETTLED.items()
        ),
        *(f"REVOKE UPDATE ON casework_{table} FROM app, worker, seed;" for table in [*APPEND_ONLY, *CHANGEABLE]),
        *(
            f"GRANT UPDATE ({columns}) ON casework_{table} TO app, worker, seed;"
            for table, columns in CHANGEABLE.items()
        ),
    ]
)
BACKWARD = "\n".join(
    [
        *(
            f"REVOKE UPDATE ({columns}) ON casework_{table} FROM app, worker, seed;"
            for table, columns in CHANGEABLE.items()
        ),
        *(f"GRANT UPDATE ON casework_{table} TO app, worker, seed;" for table in [*APPEND_ONLY, *CHANGEABLE]),
        *(f"DROP TRIGGER settle_once ON casework_{table};" for table in SETTLED),
        *(f"DROP TRIGGER refuse_backdating ON casework_{table};" for table in INSTANTS),
        *(f"DROP TRIGGER raise_version ON casework_{table};" for table in VERSIONED),
        "DROP SEQUENCE casework_case_number;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_first_rows"), ("agencies", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
