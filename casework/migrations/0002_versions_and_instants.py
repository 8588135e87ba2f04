"""Versions that always rise, instants that only the server sets, content that is never changed, and numbers for references."""

from django.db import migrations

VERSIONED = ["case", "household", "person", "address"]
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
        *(f"REVOKE UPDATE ON casework_{table} FROM app, worker, seed;" for table in APPEND_ONLY),
    ]
)
BACKWARD = "\n".join(
    [
        *(f"GRANT UPDATE ON casework_{table} TO app, worker, seed;" for table in APPEND_ONLY),
        *(f"DROP TRIGGER settle_once ON casework_{table};" for table in SETTLED),
        *(f"DROP TRIGGER refuse_backdating ON casework_{table};" for table in INSTANTS),
        *(f"DROP TRIGGER raise_version ON casework_{table};" for table in VERSIONED),
        "DROP SEQUENCE casework_case_number;",
    ]
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0001_first_rows"), ("agencies", "0002_guards")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
