"""The database's roles and rights, and who logs in as whom."""
