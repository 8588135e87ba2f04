"""The households that somebody leads."""
