"""Announcing a mandate letter by letter: the draft, its batches, and what became of each."""
