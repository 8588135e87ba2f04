"""Tests of the catalogue of unit costs."""
