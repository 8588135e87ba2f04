"""The words of this room: domains of an outcome, voices, answers, and the two grounds on which support ends."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OutcomeDomain(models.TextChoices):
    """The part of life that an outcome is about; the ten headlines of the national framework, and a place for the rest."""

    EDUCATION = "education", _("Getting a good education")
    EARLY_YEARS = "early_years", _("Good early years")
    HEALTH = "health", _("Mental and physical health")
    SUBSTANCE_USE = "substance_use", _("Recovery from drugs and alcohol")
    RELATIONSHIPS = "relationships", _("Family relationships")
    SAFETY = "safety", _("Safe from abuse and exploitation")
    CRIME = "crime", _("Away from crime")
    DOMESTIC_ABUSE = "domestic_abuse", _("Safe from domestic abuse")
    HOUSING = "housing", _("A secure home")
    MONEY = "money", _("Financial stability")
    BELONGING = "belonging", _("Friends, community and belonging")
    OTHER = "other", _("Something else")


class Voice(models.TextChoices):
    """Whose number a rating is. They are kept apart and never averaged; the participant's leads."""

    PARTICIPANT = "participant", _("Participant")
    WORKER = "worker", _("Worker")
    PARTNER = "partner", _("Partner")


class ActionReason(models.TextChoices):
    """Why an action is done that serves no outcome."""

    SAFETY = "safety", _("Safety")
    UNDERSTANDING = "understanding", _("Understanding what matters")
    FAILURE_DEMAND = "failure_demand", _("Putting right what was not done right")


class ClosureGround(models.TextChoices):
    """The two grounds on which support ends, and there are no others."""

    RESOLVED = "resolved", _("The problems are resolved")
    NO_PROSPECT = "no_prospect", _("There is no prospect of further progress")


class Answer(models.TextChoices):
    """What a person says to the proposal that support ends."""

    AGREED = "agreed", _("Agreed")
    REFUSED = "refused", _("Not yet")
    WANTS_TIME = "wants_time", _("Wants time to think")


class ReviewCause(models.TextChoices):
    """Why a review was called."""

    PLANNED = "planned", _("Planned")
    REFUSAL = "refusal", _("Somebody does not agree to close")
    REOPENED = "reopened", _("The case was reopened")


class CostKind(models.TextChoices):
    """Whose value a unit cost is. Sorts are never added to each other."""

    FISCAL = "fiscal", _("Fiscal: the public purse")
    ECONOMIC = "economic", _("Economic: people and firms")
    SOCIAL = "social", _("Social: wellbeing")
    MIXED = "mixed", _("Mixed: not to be added unsplit")


class Bearer(models.TextChoices):
    """Whose budget a unit cost falls on."""

    POLICE = "police", _("Police")
    CRIMINAL_JUSTICE = "criminal_justice", _("Courts, prisons and probation")
    LOCAL_AUTHORITY = "local_authority", _("Local authority")
    NHS = "nhs", _("NHS")
    DWP = "dwp", _("Work and pensions")
    TREASURY = "treasury", _("Treasury and tax")
    EDUCATION = "education", _("Schools and education")
    FIRE = "fire", _("Fire and rescue")
    HOUSING_PROVIDER = "housing_provider", _("Housing associations")
    VOLUNTARY = "voluntary", _("Voluntary organisations")
    SEVERAL = "several", _("Several, no split published")


class CostUnit(models.TextChoices):
    """What the cost of the support is said for."""

    CASE_MONTH = "case_month", _("One case for a month")
    YEAR = "year", _("All of it for a year")
