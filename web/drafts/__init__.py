"""What somebody has typed and not saved: kept for them, found again by them, seen by nobody else."""
