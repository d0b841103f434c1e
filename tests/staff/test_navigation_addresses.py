"""Every entry of the console's list leads somewhere."""

from flask import Flask

from showcase.staff.navigation import ENTRIES


def test_every_entry_names_a_page(app: Flask) -> None:
    assert [entry.endpoint for entry in ENTRIES if entry.endpoint not in app.view_functions] == []
