"""Agencies and teams, for the administrator: who takes part, and what it would do if one of them ended."""
