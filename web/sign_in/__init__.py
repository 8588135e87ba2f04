"""Signing in, the choice of an agency to act for, and signing out."""
