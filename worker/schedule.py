"""What beat rings, and how often. Written down here and nowhere else: no table, no file that can drift."""

from typing import Any

HEARTBEAT_SECONDS = 10.0
REMINDERS_SECONDS = 60.0
SESSIONS_SECONDS = 3600.0
DRAFTS_SECONDS = 3600.0
SEALS_SECONDS = 10.0
SEAL_MAIL_SECONDS = 86_400.0
WATCH_SECONDS = 60.0
PASSWORDS_SECONDS = 10.0  # somebody waits in front of a screen
FILES_SECONDS = 10.0  # the same
JOBS_SECONDS = 10.0  # somebody watches how far it is
LINKAGE_SECONDS = 30.0  # a run is asked for once files have come and no other has for a minute
DISCLOSURES_SECONDS = 60.0
PUSHES_SECONDS = 30.0
NOMINATIONS_SECONDS = 86_400.0  # a day makes contacts older; each run of the linkage nominates by itself
EMERGENCIES_SECONDS = 10.0  # somebody reads a case, and its worker is to know

SCHEDULE: dict[str, dict[str, Any]] = {
    "heartbeat": {
        "task": "worker.tasks.heartbeat.heartbeat",
        "schedule": HEARTBEAT_SECONDS,
        # Where no worker runs, yesterday's heartbeats must not wait in the queue to be answered one by one.
        "options": {"expires": 2 * HEARTBEAT_SECONDS},
    },
    # Every minute, in UTC: which local minute that is, on which side of a clock change, casework/local_times.py knows.
    "plan reminders": {
        "task": "worker.tasks.reminders.plan_reminders",
        "schedule": REMINDERS_SECONDS,
        "options": {"expires": 2 * REMINDERS_SECONDS},
    },
    "send password links": {
        "task": "worker.tasks.passwords.send_password_links",
        "schedule": PASSWORDS_SECONDS,
        "options": {"expires": 2 * PASSWORDS_SECONDS},
    },
    "check files": {
        "task": "worker.tasks.files.check_files",
        "schedule": FILES_SECONDS,
        "options": {"expires": 2 * FILES_SECONDS},
    },
    "work on jobs": {
        "task": "worker.tasks.jobs.work_next_job",
        "schedule": JOBS_SECONDS,
        "options": {"expires": 2 * JOBS_SECONDS},
    },
    "link what came in": {
        "task": "worker.tasks.linkage.link_what_came",
        "schedule": LINKAGE_SECONDS,
        "options": {"expires": LINKAGE_SECONDS},
    },
    "look after disclosures": {
        "task": "worker.tasks.disclosures.look_after_disclosures",
        "schedule": DISCLOSURES_SECONDS,
        "options": {"expires": 2 * DISCLOSURES_SECONDS},
    },
    "push disclosures": {
        "task": "worker.tasks.disclosures.push_disclosures",
        "schedule": PUSHES_SECONDS,
        "options": {"expires": 2 * PUSHES_SECONDS},
    },
    "tell of emergencies": {
        "task": "worker.tasks.emergencies.send_emergency_notices",
        "schedule": EMERGENCIES_SECONDS,
        "options": {"expires": 2 * EMERGENCIES_SECONDS},
    },
    "nominate households": {
        "task": "worker.tasks.nominations.nominate_households",
        "schedule": NOMINATIONS_SECONDS,
        "options": {"expires": NOMINATIONS_SECONDS},
    },
    "forget old drafts": {
        "task": "worker.tasks.drafts.forget_old_drafts",
        "schedule": DRAFTS_SECONDS,
        "options": {"expires": DRAFTS_SECONDS},
    },
    "send reminders": {
        "task": "worker.tasks.reminders.send_reminders",
        "schedule": REMINDERS_SECONDS,
        "options": {"expires": 2 * REMINDERS_SECONDS},
    },
    "seal the trail": {
        "task": "worker.tasks.seals.seal_trail",
        "schedule": SEALS_SECONDS,
        "options": {"expires": 2 * SEALS_SECONDS},
    },
    "send the newest seal": {
        "task": "worker.tasks.seals.mail_newest_seal",
        "schedule": SEAL_MAIL_SECONDS,
        "options": {"expires": SEAL_MAIL_SECONDS},
    },
    "find unusual access": {
        "task": "worker.tasks.watch.find_unusual_access",
        "schedule": WATCH_SECONDS,
        "options": {"expires": 2 * WATCH_SECONDS},
    },
    "clear sessions": {
        "task": "worker.tasks.sessions.clear_sessions",
        "schedule": SESSIONS_SECONDS,
        "options": {"expires": SESSIONS_SECONDS},
    },
}
