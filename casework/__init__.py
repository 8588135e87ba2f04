"""The household, its people, and the work with them; imports agencies."""
