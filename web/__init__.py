"""The pages: the same for people."""
