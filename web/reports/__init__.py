"""Figures: what came of the work, with small numbers in none of them."""
