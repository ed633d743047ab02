"""Pages of accounts: registration, sign-in, second factors, tokens.

Registration, addresses and passwords run through allauth's views; second factors, tokens
and fresh proofs are our own.
"""
