"""How far the protection of critical projects has come: as a page and as JSON."""
