"""Pages for people: forms, views and templates. No rules: each view calls one service or some queries."""
