"""The sample's bulletin: eight pages in each language of the edition, whatever room a language takes."""

import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from showcase.config import ROOT
from showcase.core.database import db
from showcase.packs import services as packs
from showcase.publication import services
from showcase.publication.models import Issue
from showcase.publication.rules import Kind
from showcase.publication.services import Printed

pytestmark = pytest.mark.full
PAGES = 8


@pytest.fixture(scope="module")
def bulletins(app: Flask) -> dict[str, Printed]:
    with app.app_context():
        assert packs.load(ROOT / "editions/tra-vinh-2023", datetime(2023, 12, 1, tzinfo=UTC)).findings == []
        db.session.commit()
        issue = db.session.scalars(db.select(Issue).filter_by(slug="ban-tin-mat-tran-2023-4")).one()
        return {locale: services.print_issue(issue, locale, Kind.SCREEN) for locale in services.locales_of(issue)}


@pytest.mark.parametrize("locale", ["vi", "en", "fr", "km"])
def test_it_has_eight_pages_in_every_language(bulletins: dict[str, Printed], locale: str, tmp_path: Path) -> None:
    made = bulletins[locale]
    assert made.facts.pages == PAGES
    assert [finding for finding in made.findings if finding.is_red] == []
    path = tmp_path / "bulletin.pdf"
    path.write_bytes(made.content)
    last = subprocess.run(
        ["pdftotext", "-f", str(PAGES), "-l", str(PAGES), str(path), "-"], capture_output=True, check=True, text=True
    )
    assert f"/{locale}/" in last.stdout, "the way to the site stands on the last page"
