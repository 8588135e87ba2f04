"""What came of an action belongs to the agency that says so: proxies, which change no table."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0005_due_indexes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ActionDone",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("outcomes.action",),
        ),
        migrations.CreateModel(
            name="ActionDropped",
            fields=[],
            options={"proxy": True, "indexes": [], "constraints": []},
            bases=("outcomes.action",),
        ),
    ]
