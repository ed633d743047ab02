"""Where anybody reports an API token that lies where it does not belong: people by a form, scanners by JSON."""
