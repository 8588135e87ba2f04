"""Tokens for programs: one's own, made, shown once, and ended."""
