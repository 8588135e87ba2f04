"""Who is who in agencies' extracts: runs, questions and answers."""
