"""A first list of unit costs, each with whose it is, and the price index that amounts quoted later imply."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

from django.db import migrations

CATALOGUE = Path(__file__).resolve().parent.parent / "catalogue"
EDITION = {
    "edition": "1.4",
    "source": "https://github.com/charlescoverdale/econstack-data",
    "licence": "MIT licence (a copy); GMCA’s current edition: CC BY 4.0",
    "credit": "Unit Cost Database v1.4 (2015), Greater Manchester Combined Authority (GMCA)",
    "started_on": date(2015, 3, 1),
}


def rows(name):
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def shares(text):
    return {bearer: int(share) for bearer, _, share in (each.partition(":") for each in text.split(";"))}


def bring(apps, schema_editor):
    cost, index = apps.get_model("outcomes", "UnitCost"), apps.get_model("outcomes", "PriceIndex")
    cost.objects.bulk_create(
        [
            cost(**row | EDITION | {"amount": Decimal(row["amount"]), "bearers": shares(row["bearers"])})
            for row in rows("shipped.csv")
        ]
    )
    index.objects.bulk_create([index(**row | {"level": Decimal(row["level"])}) for row in rows("price_index.csv")])


def take(apps, schema_editor):
    """What was shipped, and what ended it; rows that a site loaded stay until their table goes."""
    codes = [row["code"] for row in rows("shipped.csv")]
    apps.get_model("outcomes", "UnitCost").objects.filter(edition=EDITION["edition"], code__in=codes).delete()
    series = {row["series"] for row in rows("price_index.csv")}
    apps.get_model("outcomes", "PriceIndex").objects.filter(series__in=series).delete()


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0013_unit_cost_guards")]
    operations = [migrations.RunPython(bring, take)]
