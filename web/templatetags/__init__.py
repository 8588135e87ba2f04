"""Filters that our templates load by name."""
