"""The pages of a project, for its visitors and for its people."""
