"""Which projects everybody depends on: ranking, designation, and the evidence for it.

A designation is a dated fact bound to the normalized name. It survives deletion and
re-creation of the project, and ends only by a rule.
"""
