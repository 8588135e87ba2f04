"""Wiring: settings, addresses, database roles, and the stack that starts it all."""
