"""What people read of the matrix is what the tests ask."""

from tests.interfaces.permissions.page import PAGE, page


def test_the_page_in_the_documentation_says_what_the_tables_say() -> None:
    """If it does not: `python -m tests.interfaces.permissions.page` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page()
