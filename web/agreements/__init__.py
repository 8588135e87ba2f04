"""Sharing agreements: what they say, who signed, and what a change would do before it is made."""
