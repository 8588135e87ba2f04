"""What the household wants, whether it came, and the agreement that it is enough; imports casework and agencies."""
