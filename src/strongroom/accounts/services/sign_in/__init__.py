"""Signing in: sessions and trusted browsers, mailed codes, where a password is kept, and what strangers try."""
