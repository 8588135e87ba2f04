"""Finding somebody."""
