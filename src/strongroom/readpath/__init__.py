"""The pages and files that clients read: prepared when something changes, served as bytes.

The store of finished pages is a projection of the journal: it can be thrown away and
made again. Nothing in `store` or `rules` knows Django.
"""
