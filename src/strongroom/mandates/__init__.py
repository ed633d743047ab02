"""Who must have a second factor for what, since when and by when; and the one question `permit`.

Who is bound and who may publish come from the same query of the catalog.
"""
