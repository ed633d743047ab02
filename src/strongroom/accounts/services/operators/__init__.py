"""Who operates this index, and what they say to everybody."""
