"""A case, in sections under one head."""
