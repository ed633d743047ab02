"""Accounts as a whole: made, disputed, given back, exported and closed."""
