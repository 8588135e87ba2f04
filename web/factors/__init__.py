"""One's own second factor: what there is, another phone, new recovery codes."""
