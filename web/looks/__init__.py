"""Who has looked at one person's record."""
