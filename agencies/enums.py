"""The words of this room: kinds of agency, roles, purposes, categories of data, and the systems that act by themselves."""

from enum import StrEnum

from django.db import models


class AgencyKind(models.TextChoices):
    """What an agency is, which decides nothing by itself but is shown wherever it is named."""

    COUNCIL = "council", "Council service"
    POLICE = "police", "Police"
    FIRE = "fire", "Fire and rescue"
    NHS = "nhs", "NHS"
    HOUSING = "housing", "Housing provider"
    SCHOOL = "school", "School or college"
    PROBATION = "probation", "Probation"
    COMMUNITY = "community", "Voluntary and community"
    OTHER = "other", "Another public body"


class RoleCode(models.TextChoices):
    """The role of one membership; what each may do stands in agencies/roles.py."""

    SUPPORT_WORKER = "support_worker", "Support worker"
    PRACTITIONER = "practitioner", "Practitioner"
    MANAGER = "manager", "Manager"
    GOVERNANCE_LEAD = "governance_lead", "Information governance lead"
    ANALYST = "analyst", "Analyst"
    ADMINISTRATOR = "administrator", "Administrator"


class Purpose(models.TextChoices):
    """Why an actor looks or writes; own-team actors carry `support`."""

    SUPPORT = "support", "Supporting the household"
    ADMINISTRATION = "administration", "Keeping people and agencies in order"
    OVERSIGHT = "oversight", "Overseeing how data are used"
    FIGURES = "figures", "Counting, without names"
    OPERATION = "operation", "Keeping the service running"


class AuditResult(models.TextChoices):
    """What came of what somebody wanted: every row of the trail says one of these."""

    DONE = "done", "Done"
    SHOWN = "shown", "Shown"
    REFUSED = "refused", "Refused"


class DataCategory(models.TextChoices):
    """The category of data that a row of content belongs to: what a sharing agreement names, and what a share may leave out."""

    GENERAL = "general", "General"
    HOUSING = "housing", "Housing"
    HEALTH = "health", "Health"
    MENTAL_HEALTH = "mental_health", "Mental health"
    SUBSTANCE_USE = "substance_use", "Drugs and alcohol"
    OFFENCES = "offences", "Offences"
    DOMESTIC_ABUSE = "domestic_abuse", "Domestic abuse"
    SAFEGUARDING = "safeguarding", "Safeguarding"
    EDUCATION = "education", "Education"
    WORK_AND_MONEY = "work_and_money", "Work and money"
    FAMILY = "family", "Family and relationships"


# Data that the law protects beyond the rest, and what an agreement needs to name before it may list them.
SPECIAL_CATEGORIES = frozenset(
    {DataCategory.HEALTH, DataCategory.MENTAL_HEALTH, DataCategory.SUBSTANCE_USE, DataCategory.SAFEGUARDING}
)
OFFENCE_CATEGORIES = frozenset({DataCategory.OFFENCES, DataCategory.DOMESTIC_ABUSE})  # allegations count as offences


class BasisKind(models.TextChoices):
    """What a lawful basis answers: each kind is asked for apart, and data about offences have their own."""

    ARTICLE_6 = "article_6", "Lawful basis (Article 6)"
    ARTICLE_9 = "article_9", "Special category data (Article 9)"
    CONDITION = "condition", "Condition (Data Protection Act 2018, Schedule 1)"
    OFFENCES = "offences", "Criminal offence data (Article 10)"


class ControllerRole(models.TextChoices):
    """How a party answers for the data."""

    CONTROLLER = "controller", "Controller of its own"
    JOINT = "joint", "Joint controller"
    PROCESSOR = "processor", "Processor"


class Direction(models.TextChoices):
    """Which way data may flow between the agency that leads a case and the other parties."""

    BOTH = "both", "Both ways"
    FROM_LEAD = "from_lead", "From the leading agency to the partner"
    TO_LEAD = "to_lead", "From the partner to the leading agency"


class SystemActor(StrEnum):
    """The parts of the service that act by themselves, by name."""

    BEAT = "beat"
    DRAFTS = "drafts"
    REMINDERS = "reminders"
    SESSIONS = "sessions"
    SIGN_INS = "sign_ins"
    WORKER = "worker"
