"""The catalogue of unit costs: how an edition is read, checked and taken in."""
