"""The library at the desk: photographs are sent, found, described, and deleted where they stand nowhere."""

import io
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.core import media, outbox
from showcase.core.database import db
from showcase.core.media import Media
from showcase.core.outbox import Lane
from showcase.editions.models import Edition
from showcase.photos import making, services, views
from showcase.photos.models import Photo
from showcase.photos.rules import Consent
from tests.conftest import Queries
from tests.factories import make_article, save
from tests.photos import synthetic
from tests.photos.conftest import Keep
from tests.staff.cast import fill, post, sign_in

LIBRARY = "/staff/photos/"
SENT = {"credit": "Nguyễn Ảnh", "consent": "not-needed"}


def send(editor: FlaskClient, *files: tuple[str, bytes], **fields: str) -> TestResponse:
    data: dict[str, Any] = {**SENT, **fields, "photos": [(io.BytesIO(content), name) for name, content in files]}
    return post(editor, LIBRARY, LIBRARY, data=data, content_type="multipart/form-data")


def test_a_photograph_that_is_sent_has_a_page_of_its_own(editor: FlaskClient) -> None:
    answer = send(editor, ("Cảng Định An.JPG", synthetic.jpeg((3000, 2000))))
    assert answer.status_code == 303
    page = editor.get(answer.location).get_data(as_text=True)
    assert "The photograph is in the library" in page
    assert "{{ picture/cang-dinh-an }}" in page
    assert "3000 × 2000 pixels" in page
    photo = db.session.scalars(db.select(Photo)).one()
    assert (photo.slug, photo.media.credit, photo.consent) == ("cang-dinh-an", "Nguyễn Ảnh", "not-needed")
    assert [width for width, _digest in photo.media.renditions] == [640, 1280, 2560]
    assert all(media.path_of(digest).is_file() for digest in photo.media.files)


def test_the_page_says_for_each_place_whether_the_photograph_is_sharp_enough(editor: FlaskClient, keep: Keep) -> None:
    keep(synthetic.jpeg((2000, 1500)), "river.jpg")
    page = editor.get(LIBRARY + "river/").get_data(as_text=True)
    assert "wants 2551 × 3579 pixels" in page
    assert "126 ppi" in page
    assert [word for word in ("too small", "a little soft", "sharp") if word not in page] == []


def test_what_cannot_be_taken_is_told_file_by_file_and_the_others_are_kept(editor: FlaskClient) -> None:
    answer = send(
        editor,
        ("good.jpg", synthetic.jpeg()),
        ("holiday.jpg", synthetic.EXECUTABLE),
        ("flag.png", synthetic.moving("PNG")),
        ("half.jpg", synthetic.jpeg()[:-4000]),
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "1 photograph has been added." in page
    for name, words in (("holiday.jpg", "cannot be read"), ("flag.png", "moves"), ("half.jpg", "breaks off")):
        assert f"<strong>{name}</strong>" in page
        assert words in page
    assert 'value="Nguyễn Ảnh"' in page  # nothing typed is lost


def test_the_same_photograph_is_kept_once(editor: FlaskClient, keep: Keep) -> None:
    kept = keep(synthetic.jpeg(), "first.jpg")
    answer = send(editor, ("second.jpg", synthetic.jpeg()))
    assert answer.status_code == 422
    assert "It is in the library already." in answer.get_data(as_text=True)
    assert f'href="{LIBRARY}{kept.slug}/"' in answer.get_data(as_text=True)
    assert db.session.scalar(db.select(db.func.count(Photo.id))) == 1


def test_two_files_of_one_name_get_two_names_for_good(keep: Keep, edition: Edition) -> None:
    first, second = keep(synthetic.jpeg(), "a.jpg"), keep(synthetic.jpeg((900, 600)), "A.png")
    assert (first.slug, second.slug) == ("a", "a-2")


@pytest.mark.parametrize("name", ["../../etc/passwd", "\0\0.jpg", "x" * 400 + ".jpg", "🙂.jpg", ".jpg"])
def test_any_file_name_gives_a_name_that_is_safe(editor: FlaskClient, name: str) -> None:
    assert send(editor, (name, synthetic.jpeg())).status_code == 303
    slug = db.session.scalars(db.select(Photo.slug)).one()
    assert slug
    assert set(slug) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert len(slug) <= 80


def test_what_is_sent_together_is_bounded(editor: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "TOGETHER", 300_000)
    assert send(editor, ("huge.jpg", bytes(400_000))).status_code == 413


def test_a_large_photograph_is_made_ready_for_print_by_the_worker(
    editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "AT_ONCE", 100_000)
    send(editor, ("large.jpg", synthetic.jpeg()))
    assert "being made ready for print" in editor.get(LIBRARY).get_data(as_text=True)
    assert outbox.run_next(Lane.PRINT)
    photo = db.session.scalars(db.select(Photo)).one()
    assert not photo.is_being_made
    assert media.path_of(photo.media.variants["print"]).is_file()
    assert "being made ready for print" not in editor.get(LIBRARY).get_data(as_text=True)


def test_an_editor_says_what_is_seen_and_where_the_heart_lies(editor: FlaskClient, keep: Keep) -> None:
    keep(name="harbour.jpg")
    answer = fill(
        editor,
        LIBRARY + "harbour/",
        **{"alt-vi": "Tàu ở cảng Định An", "alt-en": "Ships at Định An", "focal_x": "23", "focal_y": "81"},
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    db.session.expire_all()
    picture = db.session.scalars(db.select(Media)).one()
    assert picture.texts_of("alt") == {"en": "Ships at Định An", "vi": "Tàu ở cảng Định An"}
    assert (picture.focal_x, picture.focal_y) == (23, 81)
    assert "focal-x-2 focal-y-8" in editor.get(LIBRARY).get_data(as_text=True)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"alt-vi": ""}, "Please fill in this line."),
        ({"focal_x": "101"}, "Please write a number from 0 to 100."),
        ({"focal_y": "abc"}, "Please write a number from 0 to 100."),
        ({"consent": "given"}, "Please say who agreed."),
        ({"consent": "given", "consent_by": "Bà Hoa"}, "Please say when they agreed."),
        ({"consent": "given", "consent_by": "Bà Hoa", "consent_on": "2990-01-01"}, "This day is yet to come."),
        ({"consent": "withdrawn"}, "Not a valid choice."),
        ({"credit": "a\0b"}, "cannot be stored"),
    ],
)
def test_what_is_amiss_is_said_beside_the_field_and_nothing_is_lost(
    editor: FlaskClient, keep: Keep, fields: dict[str, str], words: str
) -> None:
    keep(name="harbour.jpg")
    answer = fill(editor, LIBRARY + "harbour/", **{"alt-vi": "Tàu ở cảng", "alt-en": "Ships kept as typed"} | fields)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert "Ships kept as typed" in answer.get_data(as_text=True)


def test_the_library_is_searched_without_marks_and_narrowed(editor: FlaskClient, keep: Keep) -> None:
    keep(synthetic.jpeg(), "a.jpg", alt="Chùa Âng trong nắng", credit="Sơn Thị Ngọc")
    keep(synthetic.jpeg((900, 600)), "b.jpg", consent=Consent.MISSING)

    def found(query: str) -> set[str]:
        page = editor.get(LIBRARY + query).get_data(as_text=True)
        return {slug for slug in ("a", "b") if f'href="{LIBRARY}{slug}/"' in page}

    assert found("") == {"a", "b"}
    assert found("?q=chua+ang") == found("?q=ngoc") == {"a"}
    assert found("?q=nothing") == set()
    assert found("?only=no-alt") == found("?only=no-consent") == found("?only=too-small") == {"b"}
    assert found("?only=withdrawn") == set()
    assert found("?only=anything&page=999&q=%00") == {"a", "b"}


def test_the_library_asks_as_little_of_many_photographs(
    editor: FlaskClient, edition: Edition, query_recorder: Queries
) -> None:
    for number in range(30):
        picture = save(Media(hash=f"{number:064x}", content_type="image/jpeg", size=1, width=900, height=600))
        save(Photo(host_id=edition.host_id, media_id=picture.id, slug=f"p-{number}"))
    editor.get(LIBRARY)
    db.session.expunge_all()
    query_recorder.clear()
    page = editor.get(LIBRARY).get_data(as_text=True)
    assert len(query_recorder) <= 8, query_recorder
    assert page.count('class="photo-card"') == 24
    assert "30 photographs" in page


def test_forms_and_pickers_offer_what_may_be_shown(keep: Keep, edition: Edition, editor: FlaskClient) -> None:
    shown = keep(synthetic.jpeg(), "a.jpg", alt="Chùa Âng trong nắng")
    keep(synthetic.jpeg((900, 600)), "b.jpg", alt="Bà cụ bán bánh", consent=Consent.MISSING)
    assert [one.slug for one in services.choices(edition.host)] == ["a"]
    assert services.choices(edition.host, "banh") == []
    article = make_article(edition)
    page = editor.get(f"/staff/content/articles/{article.slug}/").get_data(as_text=True)
    assert f'value="{shown.media.hash}"' in page
    assert "Bà cụ bán bánh" not in page


def test_a_photograph_that_stands_nowhere_can_be_deleted(editor: FlaskClient, keep: Keep) -> None:
    files = keep(name="a.jpg").media.files
    assert post(editor, LIBRARY + "a/removal").status_code == 303
    assert not any(media.path_of(digest).exists() for digest in files)
    assert editor.get(LIBRARY + "a/").status_code == 404
    assert keep(name="a.jpg").slug == "a-2"  # its name is never given to another


def test_one_that_stands_on_a_page_cannot(editor: FlaskClient, keep: Keep, edition: Edition) -> None:
    photo = keep(name="a.jpg")
    make_article(edition, title="Cảng mở", picture_id=photo.media_id)
    answer = post(editor, LIBRARY + "a/removal")
    assert answer.status_code == 409
    assert "Cảng mở" in answer.get_data(as_text=True)
    assert media.path_of(photo.media.hash).is_file()


@pytest.mark.parametrize("path", ["none/", "%00/", "a" * 400 + "/"])
def test_a_forged_name_leads_nowhere(editor: FlaskClient, path: str) -> None:
    assert editor.get(LIBRARY + path).status_code == 404


def test_only_editors_see_the_library(client: FlaskClient, edition: Edition) -> None:
    sign_in(client, Role.GATE)
    assert client.get(LIBRARY).status_code == 403
