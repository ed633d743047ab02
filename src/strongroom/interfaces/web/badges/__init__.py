"""Pictures to embed elsewhere: how a project stands, and how far the index has come."""
