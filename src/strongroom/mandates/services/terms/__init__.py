"""The life of mandates and of their terms: announced, asked for by owners, kept in step with their scopes, ended."""
