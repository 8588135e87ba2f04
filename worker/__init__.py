"""The door for work that nobody waits for: Celery's worker and beat."""
