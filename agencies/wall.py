"""The second wall: what a migration writes so that PostgreSQL itself keeps a table's rows from whoever has no part in them.

agencies/permissions.py is the first wall, and knows role, purpose and category. This one knows less and forgets nothing: a
query without a filter finds only rows of cases that the transaction's actor works on or that are shared with their agency.
"""

from django.db.migrations import RunSQL

# The actor is asked for once in a statement, and not once for each row.
ME = "(SELECT guard.acting())"


def walled(table: str, condition: str) -> RunSQL:
    """Let `app` and `worker` reach only rows for which the condition holds; `{me}` in it is the actor.

    - the service's own named parts read every row (guard.reads_all)
    - owner and seed pass: migrations and the demonstration have no actor, and would change nothing without a word
    """
    here = condition.format(me=ME)
    forward = f"""
        ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY who_has_a_part_in_it ON {table} TO app, worker USING ({here});
        CREATE POLICY named_parts_of_the_service ON {table} FOR SELECT TO app, worker USING ((SELECT guard.reads_all()));
        CREATE POLICY migrations_and_demonstration ON {table} TO owner, seed USING (true);
    """
    backward = f"""
        DROP POLICY migrations_and_demonstration ON {table};
        DROP POLICY named_parts_of_the_service ON {table};
        DROP POLICY who_has_a_part_in_it ON {table};
        ALTER TABLE {table} DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY;
    """
    return RunSQL(forward, backward)


def read_too(table: str, name: str, condition: str) -> RunSQL:
    """Let `app` read more rows of a walled table: those for which this condition holds, which the policy is named after."""
    here = condition.format(me=ME)
    return RunSQL(f"CREATE POLICY {name} ON {table} FOR SELECT TO app USING ({here})", f"DROP POLICY {name} ON {table}")


def as_one(*steps: RunSQL) -> RunSQL:
    """All of them in one step of a migration: Django draws up the state of every model anew before each step."""
    forward, backward = [str(step.sql) for step in steps], [str(step.reverse_sql) for step in reversed(steps)]
    return RunSQL(";\n".join(forward), ";\n".join(backward))
