"""XML-RPC for mirrors: which projects there are, and what changed since a serial."""
