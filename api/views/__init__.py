"""Endpoints, one module for each family of addresses."""
