"""Who answers for how the record is used is told why somebody could look: who worked on the case, with whom it was shared; and
which rows are kept from the very person who is told, so that they are left out. Keys and dates, and nothing that is written.
"""

from django.db import migrations

from agencies.wall import read_too

OVERSEEN = {
    "casework_allocation": "guard.oversees_case(case_id, {me})",
    "casework_caseshare": "guard.oversees_case(case_id, {me})",
    "casework_caseshare_practitioners": (
        "EXISTS (SELECT FROM casework_caseshare its WHERE its.id = caseshare_id AND guard.oversees_case(its.case_id, {me}))"
    ),
    **dict.fromkeys(
        [f"casework_{name}_not_to_disclose_to" for name in ("casewarning", "comment", "contact", "document", "pull")],
        "guard.oversees_person(person_id, {me})",
    ),
}


class Migration(migrations.Migration):
    dependencies = [("casework", "0023_names_behind_the_wall")]
    operations = [read_too(table, "who_is_told_why", condition) for table, condition in OVERSEEN.items()]
