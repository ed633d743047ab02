"""Identity, and proof of identity: people, addresses, passwords, second factors, API tokens.

Knows nothing of projects. Registration, addresses and passwords are allauth's; second
factors are ours, because each acceptance must be one conditional UPDATE (ADR 5).
"""
