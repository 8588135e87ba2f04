"""The words of this room: kinds of agency, roles, purposes, categories of data, and the systems that act by themselves."""

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgencyKind(models.TextChoices):
    """What an agency is, which decides nothing by itself but is shown wherever it is named."""

    COUNCIL = "council", _("Council service")
    POLICE = "police", _("Police")
    FIRE = "fire", _("Fire and rescue")
    NHS = "nhs", _("NHS")
    HOUSING = "housing", _("Housing provider")
    SCHOOL = "school", _("School or college")
    PROBATION = "probation", _("Probation")
    COMMUNITY = "community", _("Voluntary and community")
    OTHER = "other", _("Another public body")


class RoleCode(models.TextChoices):
    """The role of one membership; what each may do stands in agencies/roles.py."""

    SUPPORT_WORKER = "support_worker", _("Support worker")
    PRACTITIONER = "practitioner", _("Practitioner")
    MANAGER = "manager", _("Manager")
    GOVERNANCE_LEAD = "governance_lead", _("Information governance lead")
    ANALYST = "analyst", _("Analyst")
    ADMINISTRATOR = "administrator", _("Administrator")


class Purpose(models.TextChoices):
    """Why an actor looks or writes; own-team actors carry `support`."""

    SUPPORT = "support", _("Supporting the household")
    ADMINISTRATION = "administration", _("Keeping people and agencies in order")
    OVERSIGHT = "oversight", _("Overseeing how data are used")
    FIGURES = "figures", _("Counting, without names")
    LINKAGE = "linkage", _("Finding households whom several agencies meet")
    OPERATION = "operation", _("Keeping the service running")


class AuditResult(models.TextChoices):
    """What came of what somebody wanted: every row of the trail says one of these."""

    DONE = "done", _("Done")
    SHOWN = "shown", _("Shown")
    REFUSED = "refused", _("Refused")


class DataCategory(models.TextChoices):
    """The category of data that a row of content belongs to: what a sharing agreement names, and what a share may leave out."""

    GENERAL = "general", _("General")
    HOUSING = "housing", _("Housing")
    HEALTH = "health", _("Health")
    MENTAL_HEALTH = "mental_health", _("Mental health")
    SUBSTANCE_USE = "substance_use", _("Drugs and alcohol")
    OFFENCES = "offences", _("Offences")
    DOMESTIC_ABUSE = "domestic_abuse", _("Domestic abuse")
    SAFEGUARDING = "safeguarding", _("Safeguarding")
    EDUCATION = "education", _("Education")
    WORK_AND_MONEY = "work_and_money", _("Work and money")
    FAMILY = "family", _("Family and relationships")


# Data that the law protects beyond the rest, and what an agreement needs to name before it may list them.
SPECIAL_CATEGORIES = frozenset(
    {DataCategory.HEALTH, DataCategory.MENTAL_HEALTH, DataCategory.SUBSTANCE_USE, DataCategory.SAFEGUARDING}
)
OFFENCE_CATEGORIES = frozenset({DataCategory.OFFENCES, DataCategory.DOMESTIC_ABUSE})  # allegations count as offences


class BasisKind(models.TextChoices):
    """What a lawful basis answers: each kind is asked for apart, and data about offences have their own."""

    ARTICLE_6 = "article_6", _("Lawful basis (Article 6)")
    ARTICLE_9 = "article_9", _("Special category data (Article 9)")
    CONDITION = "condition", _("Condition (Data Protection Act 2018, Schedule 1)")
    OFFENCES = "offences", _("Criminal offence data (Article 10)")


class ControllerRole(models.TextChoices):
    """How a party answers for the data."""

    CONTROLLER = "controller", _("Controller of its own")
    JOINT = "joint", _("Joint controller")
    PROCESSOR = "processor", _("Processor")


class Direction(models.TextChoices):
    """Which way data may flow between the agency that leads a case and the other parties."""

    BOTH = "both", _("Both ways")
    FROM_LEAD = "from_lead", _("From the leading agency to the partner")
    TO_LEAD = "to_lead", _("From the partner to the leading agency")


class AgreementStatus(models.TextChoices):
    """Where a sharing agreement stands; time decides it, so it is stored nowhere (agencies/querysets.py)."""

    REVIEW_OVERDUE = "review_overdue", _("In force, review overdue")
    REVIEW_DUE = "review_due", _("In force, review due within three months")
    IN_FORCE = "in_force", _("In force")
    DRAFT = "draft", _("Waiting for signatures")
    TO_COME = "to_come", _("Signed, and not begun")
    SUSPENDED = "suspended", _("Suspended")
    ENDED = "ended", _("Ended")
    RUN_OUT = "run_out", _("Run out")


class UnusualRule(models.TextChoices):
    """Why a look is asked about."""

    SAME_SURNAME = "same_surname", _("Somebody of the same surname")
    SAME_STREET = "same_street", _("A household in one’s own street")
    MANY_HOUSEHOLDS = "many_households", _("Many households within an hour")


class ResetReason(models.TextChoices):
    """Why an administrator took somebody's second factor away."""

    LOST = "lost", _("The phone or the key is lost or broken")
    STOLEN = "stolen", _("Somebody else may have it")
    NEW = "new", _("They have a new phone, and the old one is gone")


class SystemActor(StrEnum):
    """The parts of the service that act by themselves, by name."""

    BEAT = "beat"
    DRAFTS = "drafts"
    FIGURES = "figures"
    FILES = "files"
    JOBS = "jobs"
    LINKAGE = "linkage"
    REMINDERS = "reminders"
    SEALER = "sealer"
    SEAL_MAIL = "seal_mail"
    SESSIONS = "sessions"
    SIGN_INS = "sign_ins"
    WATCH = "watch"
    WORKER = "worker"
