"""Who is shown may take consent back: the photograph goes from everywhere at once, and later for good."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from showcase.core import clock, forgetting, media
from showcase.core.audit import AuditValue
from showcase.core.database import db, write
from showcase.core.media import Media
from showcase.editions.models import Edition
from showcase.photos import services
from showcase.photos.models import Photo
from tests.factories import make_achievement, make_article, make_office, make_official
from tests.photos import synthetic
from tests.photos.conftest import Keep
from tests.photos.test_library import LIBRARY, send
from tests.staff.cast import post

BY = {"who": "Bà Nguyễn Thị Hoa", "note": "gọi điện ngày mồng một"}


@pytest.fixture
def shown(keep: Keep, edition: Edition) -> Photo:
    """A photograph that stands wherever one can."""
    photo = keep(name="market.jpg", alt="Bà cụ bán bánh ở chợ")
    make_article(edition, slug="cho-que", title="Chợ quê", picture_id=photo.media_id)
    make_article(edition, slug="banh-tet", title="Bánh tét", body="Ở chợ.\n\n{{ picture/market }}\n\nVề nhà.")
    make_achievement(edition, slug="cho-moi", picture_id=photo.media_id)
    make_official(make_office(edition.host), portrait_id=photo.media_id)
    write()
    edition.pictures = {**edition.pictures, "cover": photo.media.hash}
    db.session.commit()
    return photo


def test_the_page_of_a_photograph_lists_every_place(editor: FlaskClient, shown: Photo) -> None:
    page = editor.get(LIBRARY + "market/").get_data(as_text=True)
    section = page[page.index('id="uses"') : page.index('id="withdrawal"')]
    for words in ("Chợ quê", "Bánh tét, Tiếng Việt", "Achievement", "Portrait", "Pictures of the edition"):
        assert words in section


def test_withdrawn_it_is_gone_from_every_page_at_once(editor: FlaskClient, client: FlaskClient, shown: Photo) -> None:
    files = shown.media.files
    pages = ["/vi/", "/vi/articles/", "/vi/articles/cho-que/", "/vi/articles/banh-tet/", "/vi/achievements/cho-moi/"]
    pages += ["/feeds/vi.atom", "/api/v1/achievements", "/sitemap.xml"]

    def showing() -> set[str]:
        answers = {page: client.get(page) for page in pages}
        assert all(answer.status_code == 200 for answer in answers.values()), answers
        return {page for page, a in answers.items() if any(one in a.get_data(as_text=True) for one in files)}

    assert {"/vi/articles/cho-que/", "/vi/achievements/cho-moi/"} <= showing()
    assert client.get(f"/media/{files[1]}").status_code == 200
    assert post(editor, LIBRARY + "market/withdrawal", data=BY).status_code == 303
    assert showing() == set()
    assert [client.get(f"/media/{digest}").status_code for digest in files] == [404] * len(files)
    assert services.choices(shown.host) == []


def test_the_desk_says_where_it_stood_and_who_withdrew(editor: FlaskClient, shown: Photo) -> None:
    post(editor, LIBRARY + "market/withdrawal", data=BY)
    page = editor.get(LIBRARY + "market/").get_data(as_text=True)
    for words in ("Chợ quê", "Portrait", "Bà Nguyễn Thị Hoa", "gọi điện ngày mồng một", "Its files are deleted on"):
        assert words in page
    assert "no longer shown" in editor.get(LIBRARY + "?only=withdrawn").get_data(as_text=True)


def test_a_withdrawal_wants_to_know_by_whom(editor: FlaskClient, shown: Photo) -> None:
    answer = post(editor, LIBRARY + "market/withdrawal", data={"who": "", "note": "đã gọi điện"})
    assert answer.status_code == 422
    assert "đã gọi điện" in answer.get_data(as_text=True)
    assert media.path_of(shown.media.hash).is_file()


def test_a_withdrawn_photograph_is_not_taken_again(editor: FlaskClient, shown: Photo) -> None:
    post(editor, LIBRARY + "market/withdrawal", data=BY)
    answer = send(editor, ("again.jpg", synthetic.jpeg()))
    assert "took their consent back" in answer.get_data(as_text=True)
    assert not media.path_of(shown.media.hash).exists()


def test_they_may_agree_again_and_it_can_be_chosen(editor: FlaskClient, client: FlaskClient, shown: Photo) -> None:
    post(editor, LIBRARY + "market/withdrawal", data=BY)
    assert post(editor, LIBRARY + "market/agreement", data={"who": "Bà Hoa, viết tay"}).status_code == 303
    db.session.expire_all()
    assert client.get(f"/media/{shown.media.hash}").status_code == 200
    assert [one.slug for one in services.choices(shown.host)] == ["market"]
    assert shown.media.hash not in client.get("/vi/articles/cho-que/").get_data(as_text=True)


def test_thirty_days_later_it_is_gone_for_good(
    editor: FlaskClient, shown: Photo, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, withdrawn_at = shown.media.files, clock.now()
    post(editor, LIBRARY + "market/withdrawal", data=BY)
    assert [one.what for one in forgetting.coming(withdrawn_at)] == ["photos"]

    def look(days: int) -> dict[str, int]:
        write()
        run = forgetting.forget_all(withdrawn_at + timedelta(days=days, minutes=5))
        forgotten = dict(run.forgotten)
        db.session.commit()
        return forgotten

    assert "photos" not in look(29)
    assert look(30)["photos"] == 1
    assert db.session.scalar(db.select(Photo)) is None
    assert db.session.scalar(db.select(Media).filter_by(hash=files[0])) is None
    for digest in files:
        assert not media.path_of(digest).exists()
        assert not media.path_of(digest).with_suffix(".withheld").exists()
    assert db.session.scalar(db.select(AuditValue).where(AuditValue.subject.like("photo:%"))) is None
    assert "photos" not in look(31)


def test_a_server_that_ended_too_early_withholds_the_files_within_an_hour(editor: FlaskClient, shown: Photo) -> None:
    post(editor, LIBRARY + "market/withdrawal", data=BY)
    media.release(shown.media.hash)  # as if it had never been withheld
    write()
    forgetting.forget_all(clock.now())
    db.session.commit()
    assert not media.path_of(shown.media.hash).exists()


def test_what_stands_on_a_page_cannot_be_called_unasked(editor: FlaskClient, shown: Photo) -> None:
    answer = post(
        editor,
        LIBRARY + "market/",
        LIBRARY + "market/",
        data={"alt-vi": "a", "credit": "b", "focal_x": "1", "focal_y": "1", "consent": "missing"},
    )
    assert answer.status_code in (409, 422)
    assert shown.consent == "not-needed"
