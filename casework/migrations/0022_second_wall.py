"""The second wall around cases, households, people, and what is written about them: see agencies/wall.py.

Outside stand reminders, their messages and who wants them how, which hold keys alone; and the permission tables, which say
which share opens which case, and which every question of reach begins with.
"""

from django.db import migrations

from agencies.wall import as_one, read_too, walled

# Who wrote a row sees it until the transaction ends: PostgreSQL shows nobody a row that they have just written otherwise.
JUST_WRITTEN = "{at} >= ({{me}}).since AND {by} = ({{me}}).membership"
OF_A_CASE = "guard.sees_case(case_id, {me})"
CONTENT = ["casewarning", "comment", "contact", "document", "pull"]
# Of the frame, those with whom a case is shared see who leads it, and the share itself; nothing else.
FRAME = ["allocation", "caseshare"]
OWN_FRAME = ["caseexit", "declinedshare", "printedplan", "statuschange"]
# Whoever referred a household is told for ever what became of it (selectors/cases.referrals_of), by this row and no other.
CASE = """
    guard.is_own(id, team_id, kind, restriction, {me})
    OR kind = 'main' AND restriction IN ('normal', 'restricted') AND referred_by_id = ({me}).membership AND NOT guard.is_close_to_case(id, ({me}).user_id)
    OR referred_by_id = ({me}).membership AND referred_at >= ({me}).since OR guard.is_shared(id, {me})
"""
# Who left is in nobody else's list than of those who work on the case.
MEMBER = "guard.works_on(case_id, {me}) OR left_at IS NULL AND guard.sees_case(case_id, {me})"
PERSONS = ["personname", "personidentifier"]


def of(parent: str) -> str:
    """The condition for rows that hang on a row of this table, by its name: a function tells whose case that is."""
    return f"guard.sees_case(guard.case_of_{parent}({parent}_id), {{me}})"


CASES_OF = [*CONTENT, "caseexit", "caseshare"]
FUNCTIONS = "".join(
    f"""
    CREATE FUNCTION guard.case_of_{parent}(asked uuid) RETURNS uuid LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE
        SET search_path = public, guard, pg_temp AS $$ SELECT case_id FROM casework_{parent} WHERE id = asked $$;
    """
    for parent in [*CASES_OF, "casemember"]
)
SIGNATURES = ", ".join(f"guard.case_of_{parent}(uuid)" for parent in [*CASES_OF, "casemember"])
FORWARD = f"""
SET LOCAL ROLE definer;
{FUNCTIONS}
REVOKE ALL ON FUNCTION {SIGNATURES} FROM PUBLIC;
GRANT EXECUTE ON FUNCTION {SIGNATURES} TO app, worker, owner, seed;
RESET ROLE;
"""
BACKWARD = f"SET LOCAL ROLE definer; DROP FUNCTION {SIGNATURES}; RESET ROLE;"


class Migration(migrations.Migration):
    dependencies = [("casework", "0021_who_reaches_a_case")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(
            walled("casework_case", CASE),
            walled("casework_casemember", MEMBER),
            *(walled(f"casework_{table}", OF_A_CASE) for table in [*CONTENT, *FRAME]),
            *(walled(f"casework_{table}", "guard.works_on(case_id, {me})") for table in OWN_FRAME),
            walled(
                "casework_lastvisit",
                "guard.works_on(case_id, {me}) OR visited_by_id = ({me}).membership AND guard.sees_case(case_id, {me})",
            ),
            *(
                walled(f"casework_{table}_{whom}", of(table))
                for table in CONTENT
                for whom in ("about", "not_to_disclose_to")
            ),
            walled("casework_caseexit_attempts", of("caseexit")),
            walled("casework_caseshare_practitioners", of("caseshare")),
            walled("casework_engagementagreement", "guard.works_on(guard.case_of_casemember(member_id), {me})"),
            walled(
                "casework_household",
                f"{JUST_WRITTEN.format(at='registered_at', by='registered_by_id')} OR guard.sees_household(id, true, {{me}})",
            ),
            *(
                walled(f"casework_{table}", "guard.sees_household(household_id, false, {me})")
                for table in ("householdmember", "address")
            ),
            walled(
                "casework_householdchange",
                "guard.sees_household(source_id, false, {me}) OR guard.sees_household(target_id, false, {me})",
            ),
            walled(
                "casework_person",
                f"{JUST_WRITTEN.format(at='registered_at', by='registered_by_id')} OR guard.sees_person(id, {{me}})",
            ),
            *(walled(f"casework_{table}", "guard.works_with_person(person_id, {me})") for table in PERSONS),
            walled(
                "casework_personlink",
                "guard.works_with_person(person_id, {me}) OR guard.works_with_person(same_as_id, {me})",
            ),
            *(
                read_too(f"casework_{table}", "who_oversees_it", condition)
                for table, condition in {
                    "case": "guard.oversees_case(id, {me})",
                    "casemember": "guard.oversees_case(case_id, {me})",
                    "person": "guard.oversees_person(id, {me})",
                    "householdmember": "guard.oversees_person(person_id, {me})",
                }.items()
            ),
            read_too("casework_person", "who_knew_them", "guard.knew_person(id, {me})"),
        ),
    ]
