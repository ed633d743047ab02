"""Mail that a demonstration has sent, for its visitors to read. Never wired in production."""
