"""Secrets at rest: the keys of this installation, and what is sealed, derived or digested with them."""
