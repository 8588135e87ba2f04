"""The second wall around what a household wants and what became of it: see agencies/wall.py."""

from django.db import migrations

from agencies.wall import as_one, walled

CONTENT = ["action", "outcome", "review", "understanding"]
FRAME = ["closure", "closureproposal"]
# Of each table that others hang on: how its row's case is found.
CASES_OF = {
    **{parent: f"SELECT case_id FROM outcomes_{parent} WHERE id = asked" for parent in [*CONTENT, "closureproposal"]},
    "outcomeversion": "SELECT case_id FROM outcomes_outcomeversion JOIN outcomes_outcome its ON its.id = outcome_id "
    "WHERE outcomes_outcomeversion.id = asked",
    "closureparticipant": "SELECT case_id FROM outcomes_closureparticipant JOIN outcomes_closureproposal its "
    "ON its.id = proposal_id WHERE outcomes_closureparticipant.id = asked",
}
FUNCTIONS = "".join(
    f"""
    CREATE FUNCTION guard.case_of_{parent}(asked uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
        SET search_path = public, guard, pg_temp AS $$ {statement} $$;
    """
    for parent, statement in CASES_OF.items()
)
SIGNATURES = ", ".join(f"guard.case_of_{parent}(uuid)" for parent in CASES_OF)
FORWARD = f"""
SET LOCAL ROLE definer;
{FUNCTIONS}
REVOKE ALL ON FUNCTION {SIGNATURES} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURES} TO app, worker, owner, seed;
RESET ROLE;
"""
BACKWARD = f"SET LOCAL ROLE definer; DROP FUNCTION {SIGNATURES}; RESET ROLE;"


def of(parent: str, key: str, reach: str = "sees_case") -> str:
    """The condition for rows that hang on a row of this table by this key."""
    return f"guard.{reach}(guard.case_of_{parent}({key}), {{me}})"


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0009_stage_words"), ("casework", "0022_second_wall")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(
            *(walled(f"outcomes_{table}", "guard.sees_case(case_id, {me})") for table in CONTENT),
            # How a case ends is between its people and those who work with them; no share shows it.
            *(walled(f"outcomes_{table}", "guard.works_on(case_id, {me})") for table in FRAME),
            *(
                walled(f"outcomes_{table}_{whom}", of(table, f"{table}_id"))
                for table in CONTENT
                for whom in ("about", "not_to_disclose_to")
            ),
            walled("outcomes_review_took_part", of("review", "review_id")),
            walled("outcomes_outcomeversion", of("outcome", "outcome_id")),
            walled("outcomes_outcomeversion_participants", of("outcomeversion", "outcomeversion_id")),
            walled("outcomes_outcomeagreement", of("outcomeversion", "version_id")),
            walled("outcomes_rating", of("outcome", "outcome_id")),
            walled("outcomes_closureparticipant", of("closureproposal", "proposal_id", "works_on")),
            walled("outcomes_closureagreement", of("closureparticipant", "participant_id", "works_on")),
            walled("outcomes_signature", of("casemember", "member_id", "works_on")),
        ),
    ]
