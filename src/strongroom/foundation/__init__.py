"""Value types and the clock: pure Python, known by every room, knowing none."""
