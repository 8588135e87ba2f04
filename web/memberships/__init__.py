"""People, for the administrator: who acts for the agency, in which role, and what each change of that would do."""
