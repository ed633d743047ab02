"""The runs of the designation: their list, each with what it found, and the file from which anybody repeats it."""
