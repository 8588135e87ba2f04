"""Speed, side by side in one run, and never in a test: a shared machine is no clock. `python -m benchmarks.listing`."""
