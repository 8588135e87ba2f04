"""Invented cities, to measure linkage on: seven agencies' extracts and who is meant in each, the same again from the same seed.

`python -m benchmarks.cities FOLDER --mentions 50000 --seed 1 --errors usual`
"""
