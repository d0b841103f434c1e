"""Freezing: a version keeps what it was frozen with, is given again byte for byte, and may be withheld."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock, media, outbox
from showcase.core.database import db, write
from showcase.core.outbox import Lane
from showcase.followup import books
from showcase.photos import consent
from showcase.photos.models import Photo
from showcase.publication import bundles, freezing, tools
from showcase.publication.models import Build, Issue, IssueVersion
from showcase.publication.rules import Kind
from tests.factories import make_edition, make_issue, make_picture, make_section, texts
from tests.live import ROOT
from tests.staff.cast import post, sign_in

# The engine leaves the file of its colour profile to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def slug(app: Flask, monkeypatch: pytest.MonkeyPatch) -> str:
    """An issue of four pages in one language, with a photograph on its cover."""
    monkeypatch.setattr(freezing, "FILES", (Kind.SCREEN,))
    edition = make_edition(locales=["vi"])
    picture = make_picture(edition, "cover")
    write()
    db.session.add(Photo(host_id=edition.host_id, slug="market", media=picture, folded="", consent="given"))
    db.session.commit()
    made = make_issue(edition)
    make_section(made, "cover", picture="cover", teasers=[])
    make_section(made, "contents")
    for number in range(2):
        make_section(made, "letter", text=f"Kính thưa bà con,\n\nTăng {number + 8},25 % trong năm.")
    return made.slug


def run(app: Flask, *arguments: str) -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["publication", *arguments])
    db.session.rollback()
    db.session.expire_all()
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result.exit_code, result.stdout


def issue_of(slug: str) -> Issue:
    return db.session.scalars(db.select(Issue).filter_by(slug=slug)).one()


def version_of(slug: str) -> IssueVersion:
    found = issue_of(slug).version
    assert found is not None
    return found


def correct(slug: str, text: str) -> None:
    write()
    texts(issue_of(slug).sections[-1], text=text)
    db.session.commit()


def withdraw(app: Flask) -> None:
    with app.test_request_context():
        write()
        photo = db.session.scalars(db.select(Photo)).one()
        consent.withdraw(photo, "Bà Hoa", "", clock.now(), clock.now().date())
        db.session.commit()


def test_from_the_draft_to_the_corrected_version(app: Flask, slug: str, tmp_path: Path) -> None:
    out, facts = tmp_path / "so.pdf", tmp_path / "so.json"
    asked = ["--issue", slug, "--locale", "vi", "--out", str(out), "--json", str(facts)]
    assert run(app, "rebuild", *asked) == (1, f"{slug} is not frozen\n")
    code, said = run(app, "freeze", "--issue", slug, "--json", str(facts))
    assert code == 0, said
    first = json.loads(facts.read_text())
    assert (first["frozen"], first["number"], first["changes"]) == (True, 1, [])
    assert issue_of(slug).frozen_at is not None

    # The imprint says the hash of the bundle, and the file is the one that was kept.
    code, said = run(app, "rebuild", *asked)
    assert (code, said.splitlines()[-1]) == (0, "identical")
    assert media.digest_of(out.read_bytes()) == first["files"][0]["sha256"]
    words = subprocess.run(["pdftotext", str(out), "-"], capture_output=True, text=True, check=True).stdout
    assert first["bundle"] in "".join(words.split()).replace("\u200b", "")

    # Nothing changed: there is nothing to make a version of.
    code, said = run(app, "freeze", "--issue", slug)
    assert (code, "nothing has changed" in said) == (1, True)

    correct(slug, "Kính thưa bà con,\n\nTăng 9,31 % trong năm.")
    assert run(app, "freeze", "--issue", slug, "--json", str(facts))[0] == 0
    second = json.loads(facts.read_text())
    assert second["number"] == 2
    changed = [(one["before"], one["now"]) for one in second["changes"]]
    assert ("Tăng 9,25 % trong năm.", "Tăng 9,31 % trong năm.") in [
        (before.replace("\u00a0", " "), now.replace("\u00a0", " ")) for before, now in changed
    ]
    assert len(changed) == 1  # the imprint's number and hash are no change of the content

    # The older version is still given again.
    code, said = run(app, "rebuild", *asked, "--version", "1")
    assert (code, said.splitlines()[-1]) == (0, "identical")
    assert run(app, "list")[1].split("\t")[2] == "frozen in version 2"


@pytest.mark.full
def test_a_tool_of_another_version_is_named_where_the_file_differs(
    app: Flask, slug: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "so.pdf"
    assert run(app, "freeze", "--issue", slug)[0] == 0
    write()
    version_of(slug).files[0].sha256 = "0" * 64  # as a file comes out that another engine laid out
    db.session.commit()
    monkeypatch.setattr(tools, "versions", lambda: {**version_tools(slug), "pango": "1.99"})
    code, said = run(app, "rebuild", "--issue", slug, "--locale", "vi", "--out", str(out))
    assert code == 1
    assert "differs: pango " in said
    assert ", now 1.99" in said
    assert out.read_bytes().startswith(b"%PDF-")
    assert "pango" in (tmp_path / "so.pdf.differs.txt").read_text()


def version_tools(slug: str) -> dict[str, str]:
    return dict(bundles.unpack(freezing.bundle_of(version_of(slug))).manifest["tools"])


@pytest.mark.full
def test_a_bundle_builds_where_there_is_no_site(app: Flask, slug: str, tmp_path: Path) -> None:
    assert run(app, "freeze", "--issue", slug)[0] == 0
    bundle, out = tmp_path / "so.zip", tmp_path / "so.pdf"
    assert run(app, "export", "--issue", slug, "--out", str(bundle))[0] == 0
    version = version_of(slug)
    var = tmp_path / "var"
    var.mkdir()
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "SHOWCASE_VAR": str(var),
        "SHOWCASE_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/nothing",
    }
    command = [sys.executable, "-m", "showcase.cli", "publication", "build", "--locale", "vi", "--out", str(out)]

    def build(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, "--bundle", str(bundle), *more], env=environment, capture_output=True, text=True, check=False
        )

    assert build("--sha256", str(version.bundle_hash)).returncode == 0
    assert media.digest_of(out.read_bytes()) == version.files[0].sha256
    bundle.write_bytes(bundle.read_bytes().replace(b"8,25", b"8,26"))
    refused = build()
    assert (refused.returncode, "damaged" in refused.stdout) == (1, True)


def test_a_withdrawn_consent_withholds_what_shows_the_photograph(
    app: Flask, slug: str, client: FlaskClient, tmp_path: Path
) -> None:
    assert run(app, "freeze", "--issue", slug)[0] == 0
    edition = issue_of(slug).publication.edition
    assert [one.locale for one in books.of(edition)] == ["vi"]
    withdraw(app)
    out = tmp_path / "so.pdf"
    code, said = run(app, "rebuild", "--issue", slug, "--locale", "vi", "--out", str(out))
    assert code == 1
    assert "consent to market was withdrawn" in said
    assert not out.exists()
    assert run(app, "export", "--issue", slug, "--out", str(out))[0] == 1
    assert books.of(issue_of(slug).publication.edition) == []
    sign_in(client, Role.EDITOR)
    address = f"/staff/publications/{slug}/versions/1/"
    assert client.get(f"{address}vi/screen").status_code == 410
    assert client.get(f"{address}bundle").status_code == 410
    assert "market" in client.get(f"/staff/publications/{slug}/").text

    # A new version without it is given out.
    write()
    issue_of(slug).sections[0].template = "letter"
    issue_of(slug).sections[0].references = {}
    db.session.commit()
    code, said = run(app, "freeze", "--issue", slug)
    assert code == 0, said
    assert [one.locale for one in books.of(issue_of(slug).publication.edition)] == ["vi"]
    assert run(app, "rebuild", "--issue", slug, "--locale", "vi", "--out", str(out))[0] == 0

    # They agree again: the older version is given out again too.
    write()
    consent.give_again(db.session.scalars(db.select(Photo)).one(), "Bà Hoa", clock.now().date())
    db.session.commit()
    assert freezing.withheld_for(issue_of(slug).versions[0]) == []


def test_the_console_freezes_by_the_worker_and_says_who_and_what(client: FlaskClient, slug: str) -> None:
    sign_in(client, Role.EDITOR)
    page = f"/staff/publications/{slug}/"
    assert post(client, f"{page}versions", page).status_code == 303
    assert post(client, f"{page}versions", page).status_code == 303  # pressed twice
    assert "data-running" in client.get(page).text
    assert outbox.run_next(Lane.PRINT)
    assert not outbox.run_next(Lane.PRINT)
    db.session.expire_all()
    version = version_of(slug)
    assert version.asked_by is not None
    shown = client.get(page).text
    assert str(version.bundle_hash) in shown
    assert version.files[0].sha256 in shown
    file = client.get(f"{page}versions/1/vi/screen")
    assert media.digest_of(file.data) == version.files[0].sha256
    assert client.get(f"{page}versions/1/vi/web").status_code == 404
    assert client.get(f"{page}versions/2/vi/screen").status_code == 404
    assert client.get(f"{page}versions/1/bundle").data.startswith(b"PK")
    post(client, f"{page}versions", page)  # nothing has changed
    assert outbox.run_next(Lane.PRINT)
    db.session.expire_all()
    assert version_of(slug).number == 1
    assert "không có gì thay đổi" in client.get(page).text
    correct(slug, "Kính thưa bà con,\n\nTăng 9,31 % trong năm.")
    changes = client.get(f"{page}versions/changes").text
    assert "<del>9,25</del>" in changes
    assert "<ins>9,31</ins>" in changes


def test_what_stands_in_the_way_is_said_where_it_was_asked(client: FlaskClient, slug: str) -> None:
    write()
    db.session.delete(issue_of(slug).sections[-1])
    db.session.commit()
    db.session.expire_all()
    sign_in(client, Role.EDITOR)
    page = f"/staff/publications/{slug}/"
    post(client, f"{page}versions", page)
    outbox.run_next(Lane.PRINT)
    db.session.expire_all()
    assert issue_of(slug).version is None
    assert "(3)" in client.get(page).text  # three pages cannot be stitched


def test_a_mere_build_that_shows_the_photograph_is_given_out_no_more(app: Flask, slug: str) -> None:
    write()
    shows, other = (
        Build(issue_id=issue_of(slug).id, locale=code, file_hash="a" * 64, pages=4, size=1, pictures=pictures)
        for code, pictures in (("vi", [db.session.scalars(db.select(Photo)).one().media.hash]), ("en", ["b" * 64]))
    )
    db.session.add_all([shows, other])
    db.session.commit()
    withdraw(app)
    assert [one.locale for one in books.of(issue_of(slug).publication.edition)] == ["en"]
    assert "consent to picture market" in db.session.get_one(Build, shows.id).report


@pytest.mark.full
def test_the_sample_issue_is_the_same_in_two_processes(tmp_path: Path) -> None:
    """Write, freeze, rebuild: each command a process of its own, on a site of its own."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "SHOWCASE_VAR": str(tmp_path), "SHOWCASE_DATABASE_URL": ""}
    issue, out = "doi-ngoai-nhan-dan-2023", tmp_path / "so.pdf"

    def showcase(*arguments: str) -> str:
        command = [sys.executable, "-m", "showcase.cli", *arguments]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    showcase("prepare", str(ROOT / "editions/tra-vinh-2023"))
    showcase("publication", "freeze", "--issue", issue)
    for kind in ("screen", "print", "archive"):
        said = showcase("publication", "rebuild", "--issue", issue, "--locale", "vi", "--kind", kind, "--out", str(out))
        assert said.splitlines()[-1] == "identical", kind
