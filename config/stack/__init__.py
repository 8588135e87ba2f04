"""Starts everything the service needs on one machine: `manage.py up` for development, `test_servers()` for tests."""
