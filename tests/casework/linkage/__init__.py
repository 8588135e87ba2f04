"""Tests of the linkage of mentions across agencies."""
