"""Where clients find what is published."""

from strongroom.readpath.rules.pages import file_url

__all__ = ["file_url"]
