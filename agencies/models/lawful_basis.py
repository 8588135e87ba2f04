"""What the law lets agencies share data on: rows that a site can correct, since the law changes and we are not its judge."""

from django.db import models

from agencies.enums import BasisKind


class LawfulBasis(models.Model):
    """One basis or condition. Migrations bring a first list; whoever governs the data confirms each for the site."""

    code = models.SlugField(primary_key=True, max_length=40)
    kind = models.CharField(max_length=20, choices=BasisKind.choices)
    name = models.CharField(max_length=200)
    needs_condition = models.BooleanField(default=False, help_text="Holds only with a condition of Schedule 1.")
    is_confirmed = models.BooleanField(default=False, help_text="Checked against the law in force by the site.")

    class Meta:
        verbose_name_plural = "lawful bases"

    def __str__(self) -> str:
        return self.name
