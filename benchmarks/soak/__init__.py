"""Kills and restarts for as long as one likes: `python -m benchmarks.soak.kills`."""
