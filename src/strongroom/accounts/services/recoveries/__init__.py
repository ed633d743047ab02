"""Requests to give an account back: asked for, approved, objected to, and told of. `people.giving_back` does it."""
