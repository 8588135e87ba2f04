"""Referrals that wait: taken in with a worker, or declined with the reason."""
