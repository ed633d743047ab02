"""Serves prepared pages and files: a look-up and bytes, without Django and without a database."""
