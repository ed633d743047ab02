"""From an upload to a release: the list of checks, the archive readers, and keeping stored content in order."""
