"""What accounts keep in files: passwords that others have lost."""
