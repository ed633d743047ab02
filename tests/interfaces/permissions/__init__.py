"""Who may do what, and with what to show for it: the whole matrix, as tables, and the tests that walk it."""
