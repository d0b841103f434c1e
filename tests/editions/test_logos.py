"""The host's logo: what is taken, where it stands, and how a change is taken back."""

import io
import json

import pytest
from flask.testing import FlaskClient
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.core import media
from showcase.core.audit import AuditEntry
from showcase.core.database import db
from showcase.core.media import Media
from showcase.editions.models import Host
from tests.factories import make_edition
from tests.staff.cast import mark_of, post, sign_in

PAGE = "/staff/host/logos/"
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def host() -> Host:
    return make_edition().host


@pytest.fixture
def staff(client: FlaskClient, host: Host) -> FlaskClient:
    sign_in(client)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def sign(colour: str = "#1F5B43", size: tuple[int, int] = (400, 300), kind: str = "PNG") -> bytes:
    """A square on a see-through ground, with empty space around it."""
    picture = Image.new("RGBA", size)
    ImageDraw.Draw(picture).rectangle((100, 100, 299, 199), fill=colour)
    output = io.BytesIO()
    note = PngInfo()
    note.add_text("place", "secret")
    if kind == "PNG":
        picture.save(output, kind, pnginfo=note)
    else:
        picture.convert("RGB").save(output, kind)
    return output.getvalue()


def send(client: FlaskClient, content: bytes, ground: str = "light", before: str = "") -> TestResponse:
    data = {"logo": (io.BytesIO(content), "logo.png"), "before": before}
    answer = post(client, f"{PAGE}{ground}", PAGE, data=data)
    answer.request.environ["wsgi.input"].close()  # a large one lies in a file of the test client
    return answer


def logo_of(host: Host, use: str = "logo") -> str:
    db.session.rollback()
    db.session.expire_all()
    found: Media | None = getattr(host, use)
    return found.hash if found else ""


def test_a_logo_stands_beside_the_name_on_every_page(staff: FlaskClient, host: Host) -> None:
    assert "brand__sign" not in staff.get("/en/").get_data(as_text=True)
    answer = send(staff, sign())
    assert answer.status_code == 303
    digest = logo_of(host)
    for path in ("/en/", "/staff/", "/staff/sign-in"):
        page = staff.get(path).get_data(as_text=True)
        assert f'<img src="/media/{digest}" width="200" height="100" alt="">' in page, path
        assert "brand__sign--plate" in page
    assert 'alt="Front Committee of Mẫu"' in staff.get(PAGE).get_data(as_text=True)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="logo.changed")).one()
    assert json.loads(entry.changes) == {"logo": ["", digest]}


def test_it_is_made_anew_as_png_without_the_space_around_it(staff: FlaskClient, host: Host) -> None:
    send(staff, sign())
    content = media.read(logo_of(host))
    assert b"secret" not in content
    with Image.open(io.BytesIO(content)) as kept:
        assert (kept.format, kept.size, kept.getpixel((0, 0))) == ("PNG", (200, 100), (0x1F, 0x5B, 0x43, 255))


def test_a_photo_of_a_logo_is_taken_too_and_none_is_larger_than_needed(staff: FlaskClient, host: Host) -> None:
    assert send(staff, sign(size=(2000, 1500), kind="JPEG")).status_code == 303
    found = db.session.scalars(db.select(Media).filter_by(hash=logo_of(host))).one()
    assert (found.content_type, found.width, found.height) == ("image/png", 800, 600)


def test_the_twin_for_dark_grounds(staff: FlaskClient, host: Host) -> None:
    send(staff, sign())
    send(staff, sign("#7CC8A2"), "dark")
    page = staff.get("/en/").get_data(as_text=True)
    twin = logo_of(host, "logo_dark")
    assert f'<source srcset="/media/{twin}" media="(prefers-color-scheme: dark)">' in page
    assert "brand__sign--plate" not in page


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (SVG, "An SVG drawing can hold programs"),
        (b"\xef\xbb\xbf  <svg onload='alert(1)'/>", "An SVG drawing can hold programs"),
        (b"", "Please choose a file first."),
        (b"GIF89a" + bytes(100), "a GIF file"),
        (sign()[:200], "breaks off"),
        (b"x" * (8 * 1024 * 1024 + 1), "too large. At most 8 MB"),
    ],
)
def test_what_is_no_logo_is_refused_with_the_reason(staff: FlaskClient, host: Host, content: bytes, says: str) -> None:
    answer = send(staff, content)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert says in page
    assert 'id="logo-light-error"' in page
    assert logo_of(host) == ""


def test_a_picture_bomb_is_refused(staff: FlaskClient, host: Host) -> None:
    output = io.BytesIO()
    Image.new("1", (20_000, 20_000)).save(output, "PNG", optimize=True)
    assert len(output.getvalue()) < 100_000
    answer = send(staff, output.getvalue())
    assert answer.status_code == 422
    assert "too large to be opened" in answer.get_data(as_text=True)


def test_a_change_is_taken_back_and_the_old_file_is_still_there(staff: FlaskClient, host: Host) -> None:
    send(staff, sign())
    first = logo_of(host)
    answer = send(staff, sign("#A8452A"), before=first)
    page = staff.get(answer.location)
    assert 'name="undo"' in page.get_data(as_text=True)
    undo = {"csrf_token": mark_of(page), "undo": answer.location.split("saved=")[1]}
    assert staff.post(f"{PAGE}light", data=undo).status_code == 303
    assert logo_of(host) == first
    assert staff.get(f"/media/{first}").status_code == 200
    assert staff.post(f"{PAGE}light", data=undo).status_code == 409, "what is no longer there cannot be taken back"
    assert staff.post(f"{PAGE}light", data={**undo, "undo": "999"}).status_code == 409
    assert logo_of(host) == first


def test_two_people_who_choose_at_once_do_not_overwrite_each_other(staff: FlaskClient, host: Host) -> None:
    send(staff, sign())
    theirs = logo_of(host)
    answer = send(staff, sign("#A8452A"))
    assert answer.status_code == 409
    assert theirs in answer.get_data(as_text=True)
    assert post(staff, f"{PAGE}light", PAGE, data={"remove": "1"}).status_code == 409
    assert logo_of(host) == theirs


def test_a_logo_is_taken_away(staff: FlaskClient, host: Host) -> None:
    send(staff, sign())
    answer = post(staff, f"{PAGE}light", PAGE, data={"remove": "1", "before": logo_of(host)})
    assert answer.status_code == 303
    assert logo_of(host) == ""


def test_there_are_two_grounds(staff: FlaskClient) -> None:
    assert send(staff, sign(), "grey").status_code == 404


@pytest.mark.parametrize("role", [Role.GATE, Role.EDITOR, Role.TRANSLATOR, Role.REPORTER])
def test_others_neither_see_nor_change_the_logo(role: Role, client: FlaskClient, host: Host) -> None:
    sign_in(client, role)
    assert client.get(PAGE).status_code == 403
    assert post(client, f"{PAGE}light", data={"remove": "1"}).status_code == 403
