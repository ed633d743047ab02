"""The front page, and search."""
