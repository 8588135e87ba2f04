"""What is due is found by its day, among what is still to do."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0002_guards"),
        ("casework", "0007_reminders"),
        ("outcomes", "0004_closure_guard"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="action",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("dropped_at__isnull", True)),
                fields=["due_on"],
                name="due_actions",
            ),
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(condition=models.Q(("held_at__isnull", True)), fields=["due_on"], name="due_reviews"),
        ),
    ]
