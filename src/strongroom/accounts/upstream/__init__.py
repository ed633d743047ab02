"""What accounts ask of services elsewhere, where an operator wants it."""
