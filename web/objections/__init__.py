"""Objections to being found: who objects, what was answered, and writing one down from where somebody is met."""
