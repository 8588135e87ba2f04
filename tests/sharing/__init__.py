"""Sharing, tested as a whole: who sees what, until when, and what cannot be written past it."""
