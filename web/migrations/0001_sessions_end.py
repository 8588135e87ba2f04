"""Lets a session end. Signing out removes its row, and so does each change of its key, at sign-in and at a choice of agency:
a row that stayed would let in whoever had copied the cookie. It holds no content, and no other table refers to it."""

from django.db import migrations

FORWARDS = """
GRANT DELETE ON django_session TO app, worker;
REVOKE INSERT, UPDATE ON account_emailaddress, account_emailconfirmation FROM app, worker, seed;
"""
BACKWARDS = """
GRANT INSERT, UPDATE ON account_emailaddress, account_emailconfirmation TO app, worker, seed;
REVOKE DELETE ON django_session FROM app, worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("sessions", "0001_initial"),
        ("account", "0009_emailaddress_unique_primary_email"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
