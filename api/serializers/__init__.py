"""Shapes: what a request may say and what an answer looks like. No rules."""
