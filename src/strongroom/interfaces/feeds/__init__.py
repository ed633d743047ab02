"""RSS: what is new on the index, for readers and for services that follow it."""
