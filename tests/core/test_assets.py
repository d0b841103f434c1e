"""Files below static/: only those, whatever is asked."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.core.assets import asset_url


def test_a_file_is_kept_by_browsers_under_its_digest(app: Flask, client: FlaskClient) -> None:
    with app.test_request_context():
        address = asset_url("core/icon.svg")
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "image/svg+xml")


@pytest.mark.parametrize("path", ["%00", "a" * 5000, "..%2fpyproject.toml", "core/", "%ED%A0%80", "core/none.css"])
def test_what_is_no_file_of_ours_is_not_here(client: FlaskClient, path: str) -> None:
    assert client.get(f"/assets/x/{path}").status_code == 404
