"""How often what is downloaded: events folded into counts per normalized name, day and client class.

Knows names, not projects: counts outlive deletion and re-creation, and nothing lowers them.
"""
