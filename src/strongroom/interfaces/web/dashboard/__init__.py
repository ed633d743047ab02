"""How far the protection of critical projects has come: as pages and as data."""
