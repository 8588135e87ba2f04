"""Households that several agencies meet: by rank, with the evidence, and what a panel decides."""
