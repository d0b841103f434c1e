"""The horizon of an edition: put together from parts, chosen among its drawings, taken back, and carried along."""

import re

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import media
from showcase.core.database import db, write
from showcase.core.media import Media
from showcase.editions import colours, horizons
from showcase.editions.models import Edition
from tests.factories import make_edition, save, texts
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

PAGE = "/staff/host/horizon/"
PARTS = [part.value for part in horizons.Part if part]


def own_drawing(colour: str) -> Media:
    content = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 600"><path fill="{colour}" d="M0 0h9v9z"/></svg>'
    )
    twin = media.store(content.replace(colour, "#FFFFFF").encode())
    digest = media.store(content.encode())
    drawing = Media(hash=digest, content_type="image/svg+xml", size=len(content), variants={"dark": twin})
    drawing.width, drawing.height = 1600, 600
    return save(texts(drawing, alt="Sông", caption="Sông quê"))


@pytest.fixture
def drawing() -> Media:
    return own_drawing("#2B6F86")


@pytest.fixture
def edition(drawing: Media) -> Edition:
    pictures = {"horizon": drawing.hash, "horizon_dark": drawing.variants["dark"], "cover": drawing.hash}
    return make_edition(pictures=pictures)


@pytest.fixture
def staff(client: FlaskClient, edition: Edition) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def shown(edition: Edition) -> dict[str, str]:
    db.session.rollback()
    db.session.expire_all()
    return dict(edition.pictures)


def test_a_drawing_prints_and_says_what_it_is_made_of() -> None:
    for scheme in colours.SCHEMES:
        for first in range(0, len(PARTS), 5):
            parts = (PARTS[first:] + PARTS)[:5]
            text = horizons.drawn(parts, True, colours.DEFAULTS[scheme])
            assert not re.search(r"\b(style|class|filter|opacity|mask)=|<style|Gradient|<script|<image", text)
            assert len(text.encode()) <= 40 * 1024
            assert horizons.parts_of(text) == (parts, True)
    assert horizons.parts_of(horizons.drawn(["", "", "", "", "trees"], False, colours.DEFAULTS["light"])) == (
        ["", "", "", "", "trees"],
        False,
    )
    assert horizons.parts_of("<svg/>") is None


def test_a_horizon_put_together_runs_through_the_pages(staff: FlaskClient, edition: Edition, drawing: Media) -> None:
    answer = fill(staff, PAGE, drawing="put-together", place_1="hills", place_5="palms", sun=None)
    assert answer.status_code == 303
    pictures = shown(edition)
    assert f'src="/media/{pictures["horizon"]}"' in staff.get("/en/").get_data(as_text=True)
    assert f'srcset="/media/{pictures["horizon_dark"]}"' in staff.get("/en/").get_data(as_text=True)
    assert pictures["cover"] == drawing.hash, "the drawing before stays where else it is shown"
    stored = media.read(pictures["horizon"]).decode()
    assert horizons.parts_of(stored) == (["hills", "", "", "", "palms"], False)
    again = opened(staff, PAGE)
    assert (again["drawing"], again["place_1"], again["place_5"], "sun" in again) == (
        "put-together",
        "hills",
        "palms",
        False,
    )


def test_one_looks_before_one_keeps(staff: FlaskClient, edition: Edition) -> None:
    before = shown(edition)
    answer = fill(staff, PAGE, drawing="put-together", place_5="trees", look="1")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert "Nothing is stored yet." in page
    assert page.count('src="data:image/svg+xml;base64,') == 2
    assert shown(edition) == before
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    assert shown(edition) != before


def test_the_drawing_before_can_be_brought_back(staff: FlaskClient, edition: Edition, drawing: Media) -> None:
    before = shown(edition)
    answer = fill(staff, PAGE, drawing="put-together", place_5="trees")
    page = staff.get(answer.location)
    undo = {"csrf_token": mark_of(page), "undo": answer.location.split("saved=")[1]}
    assert staff.post(PAGE, data=undo).status_code == 303
    again = shown(edition)
    assert {use: again[use] for use in before} == before


def test_a_drawing_that_articles_show_keeps_a_name(staff: FlaskClient, edition: Edition, drawing: Media) -> None:
    write()
    edition.pictures = {"horizon": drawing.hash, "horizon_dark": drawing.variants["dark"]}
    db.session.commit()
    fill(staff, PAGE, drawing="put-together", place_5="trees")
    assert shown(edition)["horizon-1"] == drawing.hash
    fill(staff, PAGE, drawing=drawing.hash[:12])
    assert shown(edition) == {
        **{name: one for name, one in shown(edition).items() if name.startswith("upload-")},
        "horizon": drawing.hash,
        "horizon_dark": drawing.variants["dark"],
    }


def test_no_drawing_leaves_the_line_alone(staff: FlaskClient, edition: Edition) -> None:
    fill(staff, PAGE, drawing="")
    assert "horizon" not in shown(edition)
    assert "bank__picture" not in staff.get("/en/").get_data(as_text=True)


def test_it_follows_the_colours(staff: FlaskClient, edition: Edition) -> None:
    fill(staff, PAGE, drawing="put-together", place_5="trees")
    first = shown(edition)["horizon"]
    fill(staff, "/staff/host/colours/", sao_light="#0B3D91")
    second = shown(edition)["horizon"]
    assert second != first
    assert "#0B3D91" in media.read(second).decode()


@pytest.mark.parametrize(
    ("fields", "faulty"),
    [
        ({"drawing": "put-together"}, "place_5"),
        ({"drawing": "put-together", "place_5": "volcano"}, "place_5"),
        ({"drawing": "../../etc"}, "drawing"),
    ],
)
def test_a_faulty_choice_is_refused(staff: FlaskClient, edition: Edition, fields: dict[str, str], faulty: str) -> None:
    before = shown(edition)
    answer = fill(staff, PAGE, **fields)
    assert answer.status_code == 422
    assert f'id="{faulty}-error"' in answer.get_data(as_text=True)
    assert shown(edition) == before


def test_two_people_who_choose_otherwise_see_both(staff: FlaskClient, edition: Edition) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, drawing="put-together", place_5="trees")
    answer = staff.post(PAGE, data={**mine, "drawing": "put-together", "place_5": "boats"})
    assert answer.status_code == 409
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    stored = media.read(shown(edition)["horizon"]).decode()
    assert horizons.parts_of(stored) == (["", "", "", "", "boats"], True)


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_the_horizon(role: Role, client: FlaskClient, edition: Edition) -> None:
    before = shown(edition)
    sign_in(client, role)
    assert client.get(PAGE).status_code == 403
    assert post(client, PAGE, data={"drawing": ""}).status_code == 403
    assert shown(edition) == before
