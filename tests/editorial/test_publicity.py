"""What has not been approved is nowhere to be seen."""

import pytest
from flask.testing import FlaskClient

from showcase.editions.models import Edition
from tests.factories import make_article

PLACES = (
    "/vi/",
    "/vi/articles/",
    "/feeds/vi.atom",
    "/sitemap.xml",
    "/vi/search?q=bí+mật",
    "/vi/articles/?page=1",
)


@pytest.mark.parametrize("place", PLACES)
def test_an_article_that_is_not_approved_is_in_no_public_list(
    client: FlaskClient, edition: Edition, place: str
) -> None:
    hidden = make_article(edition, title="Chuyện bí mật", is_public=False)
    shown = make_article(edition, title="Chuyện bí mật đã kể")
    page = client.get(place).get_data(as_text=True)
    assert f"articles/{shown.slug}/" in page
    assert f"articles/{hidden.slug}/" not in page


@pytest.mark.parametrize("address", ["/vi/articles/{}/", "/vi/cards/article/{}.png", "/en/articles/{}/"])
def test_nor_has_it_a_page_or_a_card(client: FlaskClient, edition: Edition, address: str) -> None:
    assert client.get(address.format(make_article(edition, is_public=False).slug)).status_code == 404
