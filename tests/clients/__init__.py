"""Real clients against a running index."""
