"""Table mode: what a household looks at together."""
