"""Unusual access, for the information governance lead."""
