"""The number that a worker is rung on may change: whoever signed what stays as it was written."""

from django.db import migrations

FORWARD = "GRANT UPDATE (phone) ON agencies_membership TO app, worker, seed;"
BACKWARD = "REVOKE UPDATE (phone) ON agencies_membership FROM app, worker, seed;"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0007_phones")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
