"""Settings, URL root and wiring: the only room that chooses adapters, imported by nobody."""
