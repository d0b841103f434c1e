"""The colours of an edition: what is taken and why not, and where they then show."""

import json
import re

import pytest
import yaml
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.config import ROOT
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.editions import colours, palette
from showcase.editions.models import Edition
from tests.factories import make_edition
from tests.staff.cast import fields_of, fill, mark_of, opened, post, sign_in

PAGE = "/staff/host/colours/"
SHEET = re.compile(r"/assets/palette-[0-9a-f]{12}\.css")


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def staff(client: FlaskClient, edition: Edition) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def stored(edition: Edition) -> dict[str, dict[str, object]]:
    db.session.rollback()
    db.session.expire_all()
    return dict(edition.palette)


def sheet_address(client: FlaskClient, path: str = "/en/") -> str:
    found = SHEET.search(client.get(path).get_data(as_text=True))
    return found[0] if found else ""


def test_without_colours_of_its_own_a_page_loads_no_more_sheets(staff: FlaskClient) -> None:
    assert sheet_address(staff) == ""
    assert staff.get("/assets/palette-000000000000.css").status_code == 404


def test_the_sample_has_the_built_in_colours() -> None:
    written = yaml.safe_load((ROOT / "editions/tra-vinh-2023/edition.yaml").read_text(encoding="utf-8"))
    assert palette.sheet_of(written["edition"]["palette"]) == ""


def test_a_colour_is_stored_with_its_twin_and_dresses_every_page(staff: FlaskClient, edition: Edition) -> None:
    assert fill(staff, PAGE, sao_light="8c1c13").status_code == 303
    chosen = stored(edition)["sao"]
    assert chosen["light"] == "#8C1C13"
    assert chosen["dark"] == colours.by_night("sao", "#8C1C13")
    assert len(str(chosen["cmyk"])) > 4
    address = sheet_address(staff)
    assert sheet_address(staff, "/staff/") == sheet_address(staff, "/staff/sign-in") == address
    answer = staff.get(address)
    text = answer.get_data(as_text=True)
    assert answer.mimetype == "text/css"
    assert "immutable" in answer.headers["Cache-Control"]
    assert "--sao: #8C1C13;" in text
    assert f"--sao: {chosen['dark']};" in text
    assert "--river" not in text, "what is not chosen stays as it is built in"
    assert '.chart [fill="#1F5B43" i] { fill: var(--sao); }' in text
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="edition.changed")).one()
    assert json.loads(entry.changes) == {"sao_light": ["", "#8C1C13"]}


def test_another_colour_is_another_address_and_the_old_one_still_answers(staff: FlaskClient) -> None:
    fill(staff, PAGE, sao_light="#8C1C13")
    first = sheet_address(staff)
    fill(staff, PAGE, sao_light="#0B3D91")
    assert sheet_address(staff) not in ("", first)
    late = staff.get(first)
    assert "--sao: #0B3D91;" in late.get_data(as_text=True)
    assert "immutable" not in late.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("fields", "faulty", "says"),
    [
        ({"sao_light": "#3FA37A"}, "sao_light", "Too little contrast: 2.9 : 1 with the page"),
        ({"saffron_light": "#203040"}, "saffron_light", "with the dark letters on it"),
        ({"sao_light": "#1F5B43", "sao_dark": "#1F5B43"}, "sao_dark", "Too little contrast"),
        ({"river_dark": "#7DBBD0"}, "river_dark", "Please give the colour by day first."),
        ({"sao_light": "green"}, "sao_light", "A colour has six digits"),
        ({"sao_light": "#12345G"}, "sao_light", "A colour has six digits"),
        ({"sao_light": "#1F5B43;}body{"}, "sao_light", "A colour has six digits"),
    ],
)
def test_what_cannot_be_read_is_refused_beside_the_field(
    staff: FlaskClient, edition: Edition, fields: dict[str, str], faulty: str, says: str
) -> None:
    answer = fill(staff, PAGE, **fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'id="{faulty}-error"' in page
    assert says in page
    assert stored(edition) == {}


def test_the_shade_that_is_proposed_is_taken(staff: FlaskClient, edition: Edition) -> None:
    page = fill(staff, PAGE, sao_light="#3FA37A").get_data(as_text=True)
    proposed = re.search(r"can be read: (#[0-9A-F]{6})", page)
    assert proposed is not None
    assert fill(staff, PAGE, sao_light=proposed[1]).status_code == 303


def test_the_page_says_how_well_each_colour_is_read(staff: FlaskClient) -> None:
    page = staff.get(PAGE).get_data(as_text=True)
    assert "Now: #1F5B43. 7.4 : 1 with the page" in page


def test_a_short_colour_is_written_out(staff: FlaskClient, edition: Edition) -> None:
    fill(staff, PAGE, sao_light="#234")
    assert stored(edition)["sao"]["light"] == "#223344"


def test_an_emptied_line_brings_the_built_in_colour_back(staff: FlaskClient, edition: Edition) -> None:
    fill(staff, PAGE, sao_light="#8C1C13", saffron_light="#E0A020")
    fill(staff, PAGE, sao_light="", saffron_light="")
    assert stored(edition) == {}
    assert sheet_address(staff) == ""


def test_a_change_is_taken_back_and_what_the_folder_gave_stays(staff: FlaskClient, edition: Edition) -> None:
    write()
    edition.palette = {"lotus": {"light": "#B8426B", "dark": "#E58FB0", "cmyk": [20, 86, 32, 8]}}
    db.session.commit()
    answer = fill(staff, PAGE, river_light="#5B2A86")
    page = staff.get(answer.location)
    undo = {"csrf_token": mark_of(page), "undo": answer.location.split("saved=")[1]}
    assert set(stored(edition)) == {"lotus", "river"}
    assert staff.post(PAGE, data=undo).status_code == 303
    assert set(stored(edition)) == {"lotus"}


def test_two_people_who_change_the_same_colour_see_both(staff: FlaskClient, edition: Edition) -> None:
    mine = opened(staff, PAGE)
    fill(staff, PAGE, sao_light="#8C1C13", river_light="#5B2A86")
    answer = staff.post(PAGE, data={**mine, "sao_light": "#0B3D91"})
    assert answer.status_code == 409
    assert "#8C1C13" in answer.get_data(as_text=True)
    assert staff.post(PAGE, data=fields_of(answer)).status_code == 303
    assert (stored(edition)["sao"]["light"], stored(edition)["river"]["light"]) == ("#0B3D91", "#5B2A86")


def test_print_takes_the_same_colours(edition: Edition) -> None:
    assert palette.in_print(edition) == ""
    edition.palette = {"sao": {"light": "#8C1C13", "dark": "#FFFFFF"}}
    assert "--sao: #8C1C13;" in palette.in_print(edition)
    drawing = '<path fill="#1f5b43"/><text>#1F5B43</text><path stroke="#2B6F86"/>'
    assert palette.recoloured(drawing, edition) == drawing.replace('"#1f5b43"', '"#8C1C13"')


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_the_colours(role: Role, client: FlaskClient, edition: Edition) -> None:
    sign_in(client, role)
    assert client.get(PAGE).status_code == 403
    assert post(client, PAGE, data={"sao_light": "#8C1C13"}).status_code == 403
    assert stored(edition) == {}
