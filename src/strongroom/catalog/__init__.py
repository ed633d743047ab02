"""What exists and who owns it: projects, releases, files, roles, withdrawn names.

Every command that changes a project takes a `Permit`; this room cannot give one.
"""
