"""What the pages need of the database: no table of their own."""
