"""Links for a new password that were asked for. The web server writes them and cannot read them; the worker sends and
removes them, since an address that perhaps nobody has must not stay. No other row refers to one.
"""

import uuid

from django.db import migrations, models

import agencies.clock

FORWARD = """
REVOKE ALL ON agencies_passwordlink FROM app, worker, seed, definer;
GRANT INSERT ON agencies_passwordlink TO app;
-- UPDATE is what a lock asks for; nothing of a row is ever changed.
GRANT SELECT, UPDATE (wanted_at), DELETE ON agencies_passwordlink TO worker;
"""
BACKWARD = """
REVOKE ALL ON agencies_passwordlink FROM app, worker;
GRANT SELECT, INSERT, UPDATE ON agencies_passwordlink TO app, worker, seed;
GRANT SELECT ON agencies_passwordlink TO definer;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0010_draft_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="PasswordLink",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                (
                    "email",
                    models.EmailField(help_text="As it was typed, in lower case; perhaps nobody's.", max_length=254),
                ),
                ("wanted_at", models.DateTimeField(db_default=agencies.clock.Now())),
            ],
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
