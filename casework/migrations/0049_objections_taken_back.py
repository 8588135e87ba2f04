"""Whoever objected to being found can take that back, and may be found again."""

from django.db import migrations, models

from casework.nomination_words import NominationDecision, ObjectionFinding

HOLDS = f"finding <> '{ObjectionFinding.NOT_UPHELD}'"
STANDS = f"finding NOT IN ('{ObjectionFinding.NOT_UPHELD}', '{ObjectionFinding.TAKEN_BACK}')"


def objected(condition: str) -> str:
    """The function by which everything asks whose objection holds."""
    return f"""
SET LOCAL ROLE definer;
CREATE OR REPLACE FUNCTION guard.objected() RETURNS SETOF bigint
    LANGUAGE sql STABLE SECURITY DEFINER PARALLEL SAFE SET search_path = public, guard, pg_temp AS $$
    SELECT unnest(mentions) FROM casework_objection WHERE {condition}
    UNION SELECT unnest(mentions) FROM casework_nomination WHERE decision = '{NominationDecision.OBJECTION_UPHELD}'
$$;
RESET ROLE;
"""


class Migration(migrations.Migration):
    dependencies = [("casework", "0048_disclosures_asked_at_once")]
    operations = [
        migrations.AlterField(
            model_name="objection",
            name="finding",
            field=models.CharField(
                blank=True,
                choices=[
                    ("upheld", "Upheld: they are not found again"),
                    ("not_upheld", "Not upheld: there are compelling grounds"),
                    ("taken_back", "Taken back by whoever objected"),
                ],
                max_length=20,
            ),
        ),
        migrations.RunSQL(objected(STANDS), objected(HOLDS)),
    ]
