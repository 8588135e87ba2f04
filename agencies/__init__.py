"""Who acts, for whom, under which agreement; imports no other room."""
