"""How the site presents itself, for the administrator to look at."""
