"""The book as it lies on the table, and the order in which its sections stand."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import outbox
from showcase.core.database import db
from showcase.core.outbox import Lane
from showcase.publication import flatplan
from showcase.publication.flatplan import Sheets
from showcase.publication.models import Issue
from tests.factories import make_article, make_issue, make_section
from tests.staff.cast import fill, post, sign_in

STARTS = [("cover", 1), ("contents", 2), ("letter", 3), ("story", 4), ("note", 4), ("back", 8)]


def test_the_cover_lies_alone_and_the_centre_is_one_sheet() -> None:
    found = flatplan.spreads(8, STARTS)
    sides = [(one.left and one.left.number, one.right and one.right.number) for one in found]
    assert sides == [(None, 1), (2, 3), (4, 5), (6, 7), (8, None)]
    assert [one.is_centre for one in found] == [False, False, True, False, False]


def test_a_book_that_makes_no_whole_sheets_has_no_centre() -> None:
    assert not any(one.is_centre for one in flatplan.spreads(6, STARTS))


def test_a_page_knows_what_begins_on_it_and_what_runs_on() -> None:
    centre = flatplan.spreads(8, STARTS)[2]
    assert centre.left is not None
    assert centre.right is not None
    assert (centre.left.begins, centre.right.begins, centre.right.runs) == (("story", "note"), (), "note")


def test_a_section_reaches_to_the_page_before_the_next() -> None:
    found = flatplan.ranges(8, STARTS)
    assert (found["letter"], found["story"], found["note"], found["back"]) == ((3, 3), (4, 7), (4, 7), (8, 8))


@pytest.mark.parametrize(("pages", "more", "fewer"), [(30, 2, 2), (31, 1, 3), (33, 3, 1)])
def test_how_far_from_whole_sheets(pages: int, more: int, fewer: int) -> None:
    assert not Sheets(pages).are_whole
    assert (Sheets(pages).to_add, Sheets(pages).to_take) == (more, fewer)


@pytest.fixture
def issue(app: Flask) -> Issue:
    made = make_issue()
    for _number in range(2):
        make_section(made, "letter", text="Kính thưa bà con,")
    return made


def test_sections_change_places_by_a_press(client: FlaskClient, issue: Issue) -> None:
    sign_in(client, Role.EDITOR)
    first, second = (one.slug for one in issue.sections)
    address = f"/staff/publications/{issue.slug}/"

    def press(section: str) -> int:
        return post(client, f"{address}sections/{section}/move", f"{address}plan/", data={"step": "up"}).status_code

    assert press(second) == 303
    db.session.expire_all()
    assert [one.slug for one in issue.sections] == [second, first]
    assert press(second) == 303, "at the end already"
    assert press("khong-co") == 404


def test_the_plan_shows_the_pages_of_the_last_file(client: FlaskClient, issue: Issue) -> None:
    sign_in(client, Role.EDITOR)
    address = f"/staff/publications/{issue.slug}/"
    assert f'href="{address}"' in client.get(f"{address}plan/").text, "it leads to where files are built"
    post(client, f"{address}builds", address, data={"locale": "vi", "kind": "screen"})
    assert outbox.run_next(Lane.PRINT)
    page = client.get(f"{address}plan/").text
    picture = page.split('src="')[1:]
    shown = [one.split('"')[0] for one in picture if "/pages/" in one]
    assert shown
    drawn = client.get(shown[0])
    assert drawn.data.startswith(b"\x89PNG")
    assert client.get(shown[0].replace("/pages/1.", "/pages/99.")).status_code == 404


def test_a_section_leads_to_the_text_that_fills_it(client: FlaskClient, issue: Issue) -> None:
    article = make_article(issue.publication.edition)
    make_section(issue, "article", article=article.slug)
    sign_in(client, Role.EDITOR)
    page = client.get(f"/staff/publications/{issue.slug}/plan/").text
    address = page.split(f"/{article.slug}/")[0].rpartition('"')[2] + f"/{article.slug}/"
    assert client.get(address).status_code == 200


def test_an_imprint_is_filled_in_and_nobody_overwrites_it_unseen(client: FlaskClient, issue: Issue) -> None:
    sign_in(client, Role.EDITOR)
    page = f"/staff/publications/{issue.slug}/imprint/"
    kept = fill(client, page, printer="Nhà in Mẫu, 1 đường Một", responsible__vi="Bà Nguyễn Thị Mẫu, Chủ tịch")
    assert kept.status_code == 303
    db.session.expire_all()
    assert issue.imprint["printer"] == "Nhà in Mẫu, 1 đường Một"
    assert issue.imprint["responsible"] == {"vi": "Bà Nguyễn Thị Mẫu, Chủ tịch"}
    assert issue.imprint["publisher"] == {"vi": "Ủy ban Mặt trận tỉnh Mẫu"}, "what was written once is kept"
    assert fill(client, page, printer="x" * 301).status_code == 422
