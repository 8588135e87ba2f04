"""What is assumed is set anew, never overwritten, and by people at a page or through the API alone."""

from django.db import migrations

FORWARD = """
REVOKE UPDATE ON outcomes_contactcost, outcomes_programmecost FROM app, worker, seed;
REVOKE INSERT ON outcomes_contactcost, outcomes_programmecost FROM worker;
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON outcomes_contactcost
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('set_at');
CREATE TRIGGER refuse_backdating BEFORE INSERT OR UPDATE ON outcomes_programmecost
    FOR EACH ROW EXECUTE FUNCTION public.refuse_backdating('set_at');
"""
BACKWARD = """
DROP TRIGGER refuse_backdating ON outcomes_programmecost;
DROP TRIGGER refuse_backdating ON outcomes_contactcost;
GRANT INSERT ON outcomes_contactcost, outcomes_programmecost TO worker;
GRANT UPDATE ON outcomes_contactcost, outcomes_programmecost TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0015_assumptions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
