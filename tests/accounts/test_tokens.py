"""Tokens of programs, as the operator makes them."""

import pytest
from flask import Flask

from showcase.accounts.models import ApiToken
from showcase.core.database import db


@pytest.mark.parametrize(
    "scopes", [("--scope", "checkin", "events:write"), ("--scope", "checkin", "--scope", "events:write")]
)
def test_several_scopes_stand_one_after_the_other(app: Flask, scopes: tuple[str, ...]) -> None:
    result = app.test_cli_runner().invoke(args=["token", "create", "--name", "cổng", *scopes])
    assert result.exit_code == 0, result.output
    token = db.session.scalars(db.select(ApiToken)).one()
    assert sorted(token.scopes.split()) == ["checkin", "events:write"]
    assert len(result.output.split()[-1]) > 20
