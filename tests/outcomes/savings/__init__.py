"""Tests of savings."""
