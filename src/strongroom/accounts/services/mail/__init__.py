"""Mail as its reader sees it: the addresses it goes to, their domains, and which kinds are wanted."""
