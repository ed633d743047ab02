"""Strongroom: a Python package index that protects the projects everybody depends on."""

__version__ = "0.1.0"
