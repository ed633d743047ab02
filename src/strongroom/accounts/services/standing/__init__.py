"""Whether an account may act: frozen, closed or open, and whether it may be in other hands."""
