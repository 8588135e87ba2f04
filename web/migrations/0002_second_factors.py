"""Second factors: the web server keeps them and takes them away. Nobody else has a use for them: a worker that could read
them could sign in as anybody. They are no part of the record, and the trail says when they came and went."""

from django.db import migrations

FORWARDS = """
GRANT DELETE ON mfa_authenticator TO app, seed;
REVOKE SELECT, INSERT, UPDATE ON mfa_authenticator FROM worker;
"""
BACKWARDS = """
GRANT SELECT, INSERT, UPDATE ON mfa_authenticator TO worker;
REVOKE DELETE ON mfa_authenticator FROM app, seed;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("web", "0001_sessions_end"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]
    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
