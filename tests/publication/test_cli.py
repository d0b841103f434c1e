"""`showcase publication`, as operators and checks call it."""

import json
from pathlib import Path

import pytest
from flask import Flask

from showcase.core.database import db
from showcase.publication.models import Issue
from tests.factories import make_issue, make_section

# The engine leaves the file of its colour profile to the garbage collector.
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")


@pytest.fixture
def issue(app: Flask) -> str:
    """An issue of four pages."""
    made = make_issue()
    for number in range(4):
        make_section(made, "letter", text=f"Kính thưa bà con,\n\nTrang {number}.")
    return made.slug


def run(app: Flask, *arguments: str) -> tuple[int, str, str]:
    result = app.test_cli_runner().invoke(args=["publication", *arguments])
    return result.exit_code, result.stdout, result.stderr


def test_list_gives_one_issue_a_line_with_its_slug_first(app: Flask, issue: str) -> None:
    code, out, _err = run(app, "list")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [issue]


def test_build_writes_the_file_and_its_facts(app: Flask, issue: str, tmp_path: Path) -> None:
    out, report = tmp_path / "so.pdf", tmp_path / "so.json"
    code, said, pages = run(
        app, "build", "--issue", issue, "--locale", "vi", "--out", str(out), "--progress", "--json", str(report)
    )
    assert code == 0
    assert "4 pages" in said
    assert pages.splitlines()[0] == "page 1"
    assert out.read_bytes().startswith(b"%PDF-1.7")
    facts = json.loads(report.read_text())
    assert (facts["issue"], facts["locale"], facts["kind"], facts["pages"]) == (issue, "vi", "screen", 4)
    assert facts["bytes"] == out.stat().st_size


@pytest.mark.parametrize("kind", ["print", "archive"])
def test_the_other_kinds_are_files_too(app: Flask, issue: str, tmp_path: Path, kind: str) -> None:
    out = tmp_path / "so.pdf"
    code, _said, _err = run(app, "build", "--issue", issue, "--locale", "vi", "--kind", kind, "--out", str(out))
    assert code == 0
    assert out.stat().st_size > 0


def test_a_fault_is_said_with_its_section(app: Flask, tmp_path: Path) -> None:
    made = make_issue()
    section = make_section(made, "figures", figures=[{"indicator": "khong-co", "period": "2023"}])
    code, said, _err = run(app, "build", "--issue", made.slug, "--locale", "vi", "--out", str(tmp_path / "x.pdf"))
    assert (code, said) == (1, f"{section.slug}: indicator khong-co\n")
    assert not (tmp_path / "x.pdf").exists()


def test_an_unknown_issue_is_wrong_use(app: Flask, tmp_path: Path) -> None:
    code, _said, err = run(app, "build", "--issue", "khong-co", "--locale", "vi", "--out", str(tmp_path / "x.pdf"))
    assert code == 2
    assert "khong-co" in err


def test_preflight_is_in_order_while_nothing_is_red(app: Flask, issue: str) -> None:
    code, said, _err = run(app, "preflight", "--issue", issue)
    assert code == 0
    assert all(line.startswith("amber") for line in said.splitlines())


def test_a_book_that_cannot_be_stitched_is_not_frozen(app: Flask) -> None:
    made = make_issue()
    make_section(made, "letter", text="Kính thưa bà con,")
    slug = made.slug
    code, said, _err = run(app, "freeze", "--issue", slug)
    assert code == 1
    assert said.startswith("red\tvi\tpages")
    db.session.rollback()
    assert db.session.scalars(db.select(Issue).filter_by(slug=slug)).one().frozen_at is None
