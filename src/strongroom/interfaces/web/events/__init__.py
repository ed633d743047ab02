"""What happened, in words: the registry of every kind of fact in the journal, and security events as lines of a page."""
