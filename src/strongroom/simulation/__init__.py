"""A made-up index in a folder of its own: the population of July 2022, and half a year of its life through the real services."""
