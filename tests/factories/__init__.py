"""Rows for tests, written as the role `seed` and through the verbs, so that no test stands on what cannot happen."""
