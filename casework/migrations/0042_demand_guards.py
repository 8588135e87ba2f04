"""What holds the demand picture: the linkage alone counts, and figures alone are made of it."""

from django.db import migrations

from agencies.wall import as_one, walled

LINKS = "(SELECT coalesce(current_setting('app.system', true), '') = 'linkage')"
FORWARD = """
REVOKE UPDATE ON casework_demandcount FROM app, worker, seed;
REVOKE INSERT ON casework_demandcount FROM app;
-- What an earlier run came to is no part of any record: it could not be counted again.
GRANT DELETE ON casework_demandcount TO worker;
"""
BACKWARD = """
REVOKE DELETE ON casework_demandcount FROM worker;
GRANT INSERT ON casework_demandcount TO app;
GRANT UPDATE ON casework_demandcount TO app, worker, seed;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0041_demand_counts")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD), as_one(walled("casework_demandcount", LINKS))]
