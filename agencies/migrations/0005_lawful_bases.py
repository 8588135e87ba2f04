"""A first list of lawful bases and conditions, none of them confirmed: each site checks them against the law in force."""

from django.db import migrations

BASES = [
    # code, kind, name, whether it needs a condition of Schedule 1
    ("art6-1-c", "article_6", "Legal duty, Article 6(1)(c)", False),
    ("art6-1-d", "article_6", "Vital interests, Article 6(1)(d)", False),
    ("art6-1-e", "article_6", "Public task, Article 6(1)(e)", False),
    ("art6-1-f", "article_6", "Legitimate interests, Article 6(1)(f): not for a public body's own task", False),
    ("art6-1-a", "article_6", "Consent, Article 6(1)(a): seldom right where there is an imbalance of power", False),
    ("art9-2-b", "article_9", "Social protection, Article 9(2)(b)", True),
    ("art9-2-c", "article_9", "Vital interests of somebody who cannot consent, Article 9(2)(c)", False),
    ("art9-2-g", "article_9", "Substantial public interest, Article 9(2)(g)", True),
    ("art9-2-h", "article_9", "Health or social care, Article 9(2)(h)", True),
    ("sch1-1-1", "condition", "Employment, social security and social protection, Schedule 1 paragraph 1", False),
    ("sch1-1-2", "condition", "Health or social care, Schedule 1 paragraph 2", False),
    ("sch1-2-6", "condition", "Statutory and government purposes, Schedule 1 paragraph 6", False),
    ("sch1-2-10", "condition", "Preventing or detecting unlawful acts, Schedule 1 paragraph 10", False),
    ("sch1-2-17", "condition", "Counselling and support, Schedule 1 paragraph 17", False),
    ("sch1-2-18", "condition", "Safeguarding children and people at risk, Schedule 1 paragraph 18", False),
    ("sch1-2-19", "condition", "Economic well-being of people at risk, Schedule 1 paragraph 19", False),
    ("art10-official", "offences", "Under the control of official authority, Article 10", False),
    (
        "art10-sch1-10",
        "offences",
        "Preventing or detecting unlawful acts, Article 10 with Schedule 1 paragraph 10",
        False,
    ),
    ("art10-sch1-18", "offences", "Safeguarding, Article 10 with Schedule 1 paragraph 18", False),
]


def bring(apps, schema_editor):
    basis = apps.get_model("agencies", "LawfulBasis")
    basis.objects.bulk_create(
        [basis(code=code, kind=kind, name=name, needs_condition=needs) for code, kind, name, needs in BASES],
        ignore_conflicts=True,
    )


def take(apps, schema_editor):
    apps.get_model("agencies", "LawfulBasis").objects.filter(code__in=[row[0] for row in BASES]).delete()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0004_agreement_guards")]
    operations = [migrations.RunPython(bring, take)]
