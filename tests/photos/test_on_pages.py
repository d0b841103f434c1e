"""Photographs on public pages: the browser takes the size it needs, and cut pictures keep their heart."""

from flask.testing import FlaskClient

from showcase.core.database import db, write
from showcase.editions.models import Edition
from tests.factories import make_article
from tests.photos import synthetic
from tests.photos.conftest import Keep


def test_a_page_offers_the_sizes_of_a_photograph_and_never_the_whole(
    client: FlaskClient, keep: Keep, edition: Edition
) -> None:
    photo = keep(synthetic.jpeg((3000, 2000)), alt="Tàu ở cảng")
    write()
    photo.media.focal_x, photo.media.focal_y = 20, 80
    db.session.commit()
    article = make_article(edition, picture_id=photo.media_id)
    page = client.get(f"/vi/articles/{article.slug}/").get_data(as_text=True)
    sizes = ", ".join(f"/media/{digest} {width}w" for width, digest in photo.media.renditions)
    assert f'srcset="{sizes}"' in page
    assert 'width="3000" height="2000"' in page  # the place is kept while it loads
    assert "focal-x-2 focal-y-8" in page
    assert photo.media.hash not in page
    assert "Ảnh: Nguyễn Ảnh" in page


def test_an_upright_photograph_says_how_wide_its_sizes_are(keep: Keep) -> None:
    photo = keep(synthetic.jpeg((1500, 3000)))
    assert [width for width, _digest in photo.media.renditions] == [320, 640, 1280]


def test_a_drawing_stays_as_it_is(client: FlaskClient, keep: Keep, edition: Edition) -> None:
    photo = keep(synthetic.jpeg((500, 400)), alt="Nhỏ")
    article = make_article(edition, picture_id=photo.media_id)
    page = client.get(f"/vi/articles/{article.slug}/").get_data(as_text=True)
    assert f'src="/media/{photo.media.hash}"' in page
    assert "srcset" not in page[page.index("<main") :]
