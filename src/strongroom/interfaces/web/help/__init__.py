"""The rules, explained with the numbers of this installation."""
