"""What a lower room must ask of a higher one, by name: see docs/decisions/0006-registered-sources.md"""

CHRONOLOGY_SOURCES = [
    "casework.chronology.contacts",
    "casework.chronology.documents",
    "casework.chronology.status_changes",
    "casework.chronology.allocations",
    "casework.chronology.allocations_ended",
    "casework.chronology.joinings",
    "casework.chronology.leavings",
    "casework.chronology.engagements",
    "casework.chronology.engagements_withdrawn",
    "casework.correspondence.comments",
    "casework.correspondence.corrections_answered",
    "casework.correspondence.pulls",
    "casework.correspondence.pulls_answered",
    "casework.correspondence.pulls_ended",
    "casework.correspondence.warnings",
    "casework.correspondence.warnings_ended",
    "casework.correspondence.emergencies",
    "outcomes.chronology.understandings",
    "outcomes.chronology.outcomes",
    "outcomes.chronology.outcomes_dropped",
    "outcomes.chronology.outcome_wordings",
    "outcomes.chronology.outcome_agreements",
    "outcomes.chronology.ratings",
    "outcomes.chronology.actions",
    "outcomes.chronology.actions_done",
    "outcomes.chronology.actions_dropped",
    "outcomes.chronology.reviews",
    "outcomes.chronology.closure_proposals",
    "outcomes.chronology.closure_proposals_ended",
    "outcomes.chronology.closure_answers",
]

REMINDER_SOURCES = [
    "casework.due.no_contact",
    "casework.due.engagements_to_renew",
    "casework.due.exits_to_check",
    "casework.due.warnings_to_look_at",
    "casework.due.shares_ending",
    "casework.due.agreement_reviews_near",
    "casework.due.agreements_to_review",
    "casework.due.agreements_ending",
    "casework.due.unusual_access",
    "casework.due.emergencies_to_review",
    "outcomes.reminders.actions_due",
    "outcomes.reminders.actions_overdue",
    "outcomes.reminders.reviews_due",
    "outcomes.reminders.reviews_missed",
]

# What each kind of job runs: a generator of its steps, which takes the claim.
JOB_RUNS = {
    "check_extract": "agencies.extracts.taking_in.check_extract",
    "take_in_extract": "agencies.extracts.taking_in.take_in_extract",
    "link": "casework.linkage_runs.link_mentions",
    "prepare_disclosure": "agencies.disclosures.preparing.prepare_disclosure",
}

# What stands in the file of a disclosure: the name of each table, and what reads it in pieces.
DISCLOSURE_SECTIONS = {"people": "casework.disclosed.people"}
