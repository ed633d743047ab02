"""Plumbing without domain words: write transactions, journal, outbox, storage, crypto."""
