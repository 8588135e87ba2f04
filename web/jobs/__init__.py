"""Background work, for the administrator: what the service does by itself, whether it does, and what waits for a person."""
