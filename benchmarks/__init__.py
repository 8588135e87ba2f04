"""Speed, measured side by side. Run from the checkout: `python -m benchmarks.reminders`."""
