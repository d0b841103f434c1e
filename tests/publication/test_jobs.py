"""Builds asked for in the console: done by the worker, with progress, stopped on request, never losing a good file."""

import pytest
from flask import Flask

from showcase.core import media, outbox, pdf
from showcase.core.database import db, write
from showcase.core.outbox import Job, JobState, Lane
from showcase.publication import services
from showcase.publication.models import Build, Issue
from showcase.publication.rules import Kind
from tests.factories import make_edition, make_issue, make_picture, make_section


@pytest.fixture
def slug(app: Flask) -> str:
    edition = make_edition()
    make_picture(edition, "cover")
    made = make_issue(edition)
    make_section(made, "cover", picture="cover", teasers=[])
    make_section(made, "letter", text="Kính thưa bà con,\n\nMời về.")
    return made.slug


def issue_of(slug: str) -> Issue:
    return db.session.scalars(db.select(Issue).filter_by(slug=slug)).one()


def ask(slug: str) -> int:
    write()
    build = services.request_build(issue_of(slug), "vi", Kind.SCREEN)
    number = build.id
    db.session.commit()
    return number


def job_of(number: int) -> Job:
    return db.session.get_one(Job, db.session.get_one(Build, number).job_id)


def test_the_worker_makes_the_file(slug: str) -> None:
    number = ask(slug)
    assert outbox.run_next(Lane.PRINT)
    build = db.session.get_one(Build, number)
    assert build.pages == 2
    assert "red\tpages\t-\t2" in build.report  # two pages cannot be stitched
    assert build.file_hash
    assert media.read(build.file_hash).startswith(b"%PDF-")
    assert job_of(number).state == JobState.DONE
    assert job_of(number).done == 2


def test_a_build_under_way_is_not_asked_for_twice(slug: str) -> None:
    assert ask(slug) == ask(slug)


def test_progress_counts_towards_the_pages_of_the_last_file(slug: str) -> None:
    ask(slug)
    outbox.run_next(Lane.PRINT)
    number = ask(slug)
    outbox.run_next(Lane.PRINT)
    assert (job_of(number).done, job_of(number).total) == (2, 2)


def test_a_cancelled_build_stops_at_the_next_page(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    number = ask(slug)
    job_id = job_of(number).id
    lay_out = pdf.lay_out

    def cancelled_meanwhile(*args: object, **options: object) -> object:
        write()
        outbox.cancel(db.session.get_one(Job, job_id))
        db.session.commit()
        return lay_out(*args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(pdf, "lay_out", cancelled_meanwhile)
    outbox.run_next(Lane.PRINT)
    assert job_of(number).state == JobState.CANCELLED
    assert db.session.get_one(Build, number).file_hash is None


def test_a_broken_picture_names_its_section_and_keeps_the_last_good_file(slug: str) -> None:
    good = ask(slug)
    outbox.run_next(Lane.PRINT)
    issue = issue_of(slug)
    cover = issue.sections[0].slug
    picture = media.path_of(issue.publication.edition.pictures["cover"])
    picture.write_bytes(b"<svg")
    bad = ask(slug)
    outbox.run_next(Lane.PRINT)
    assert db.session.get_one(Build, bad).report.startswith(f"{cover}: ")
    assert job_of(bad).state == JobState.DONE  # the same content would fail again
    last = services.last_good(issue_of(slug), "vi")
    assert last is not None
    assert last.id == good
