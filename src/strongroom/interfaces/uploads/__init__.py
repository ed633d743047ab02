"""The legacy upload address: what twine, uv, flit, hatch, Poetry and PDM post to."""
