"""Bounded attempts: how often something may be tried, counted in the database.

Fails closed: without the database nothing is counted and nothing is let through.
"""
