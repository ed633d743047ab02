"""Where the contents of files live, addressed by their SHA-256 digest and nothing else."""
