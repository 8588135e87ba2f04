"""Reminders: what I am reminded of, and how I want to be."""
