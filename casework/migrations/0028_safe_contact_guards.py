"""How somebody could be reached safely stays as it was written: of a row only that it was replaced is set, and once."""

from django.db import migrations

from agencies.wall import as_one, walled

FORWARD = """
REVOKE UPDATE ON casework_safecontact FROM app, worker, seed;
GRANT UPDATE (replaced_at, replaced_by_id) ON casework_safecontact TO app, worker, seed;
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON casework_safecontact
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('recorded_at', 'replaced_at');
CREATE TRIGGER settle_once BEFORE UPDATE ON casework_safecontact
    FOR EACH ROW EXECUTE FUNCTION public.settle_once('replaced_at');
"""

BACKWARD = """
DROP TRIGGER settle_once ON casework_safecontact;
DROP TRIGGER refuse_backdating ON casework_safecontact;
REVOKE UPDATE (replaced_at, replaced_by_id) ON casework_safecontact FROM app, worker, seed;
GRANT UPDATE ON casework_safecontact TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0027_safe_contact")]
    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        as_one(walled("casework_safecontact", "guard.sees_person(person_id, {me})")),
    ]
