"""The REST door: it loads, calls one verb, answers."""
