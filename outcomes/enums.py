"""The words of this room: domains of an outcome, voices, answers, and the two grounds on which support ends."""

from django.db import models


class OutcomeDomain(models.TextChoices):
    """The part of life that an outcome is about; the ten headlines of the national framework, and a place for the rest."""

    EDUCATION = "education", "Getting a good education"
    EARLY_YEARS = "early_years", "Good early years"
    HEALTH = "health", "Mental and physical health"
    SUBSTANCE_USE = "substance_use", "Recovery from drugs and alcohol"
    RELATIONSHIPS = "relationships", "Family relationships"
    SAFETY = "safety", "Safe from abuse and exploitation"
    CRIME = "crime", "Away from crime"
    DOMESTIC_ABUSE = "domestic_abuse", "Safe from domestic abuse"
    HOUSING = "housing", "A secure home"
    MONEY = "money", "Financial stability"
    BELONGING = "belonging", "Friends, community and belonging"
    OTHER = "other", "Something else"


class Voice(models.TextChoices):
    """Whose number a rating is. They are kept apart and never averaged; the participant's leads."""

    PARTICIPANT = "participant", "Participant"
    WORKER = "worker", "Worker"
    PARTNER = "partner", "Partner"


class ActionReason(models.TextChoices):
    """Why an action is done that serves no outcome."""

    SAFETY = "safety", "Safety"
    UNDERSTANDING = "understanding", "Understanding what matters"
    FAILURE_DEMAND = "failure_demand", "Putting right what was not done right"


class ClosureGround(models.TextChoices):
    """The two grounds on which support ends, and there are no others."""

    RESOLVED = "resolved", "The problems are resolved"
    NO_PROSPECT = "no_prospect", "There is no prospect of further progress"


class Answer(models.TextChoices):
    """What a person says to the proposal that support ends."""

    AGREED = "agreed", "Agreed"
    REFUSED = "refused", "Not yet"
    WANTS_TIME = "wants_time", "Wants time to think"


class ReviewCause(models.TextChoices):
    """Why a review was called."""

    PLANNED = "planned", "Planned"
    REFUSAL = "refusal", "Somebody does not agree to close"
    REOPENED = "reopened", "The case was reopened"
