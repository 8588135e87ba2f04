"""Disclosures: what one's agency asks others for, and what it lets go."""
