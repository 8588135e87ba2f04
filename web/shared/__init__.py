"""What other agencies share with one's own."""
