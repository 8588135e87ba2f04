"""Who answers for how the record is used reads which rows are kept from somebody, so that they are not told of them: keys alone."""

from django.db import migrations

from agencies.wall import as_one, read_too

OVERSEEN = dict.fromkeys(
    [f"casework_{name}_not_to_disclose_to" for name in ("casewarning", "comment", "contact", "document", "pull")],
    "guard.oversees_person(person_id, {me})",
)


class Migration(migrations.Migration):
    dependencies = [("casework", "0023_names_behind_the_wall")]
    operations = [as_one(*(read_too(table, "who_is_told_why", condition) for table, condition in OVERSEEN.items()))]
