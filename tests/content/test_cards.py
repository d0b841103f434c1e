"""A shared link shows its page's title in the page's language."""

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from showcase.content import cards
from tests.factories import (
    make_achievement,
    make_article,
    make_edition,
    make_event,
    make_indicator,
    make_project,
    make_registration,
)


@pytest.fixture
def edition(app: Any) -> Any:
    return make_edition()


def tags(client: FlaskClient, path: str) -> dict[str, str]:
    return dict(re.findall(r'<meta property="(og:[^"]+)" content="([^"]*)">', client.get(path).text))


def test_every_kind_of_page_names_a_card_that_opens(client: FlaskClient, edition: Any) -> None:
    paths = [
        *("/", "/articles/", "/projects/", "/privacy/"),
        f"/articles/{make_article(edition).slug}/",
        f"/achievements/{make_achievement(edition).slug}/",
        f"/indicators/{make_indicator(edition).slug}/",
        f"/projects/{make_project(edition).slug}/",
        f"/gathering/{make_event(edition).slug}/",
    ]
    kinds = set()
    for locale in ("vi", "en"):
        for path in paths:
            found = tags(client, f"/{locale}{path}")
            assert found["og:url"] == f"http://localhost/{locale}{path}"
            assert found["og:locale"] == {"vi": "vi_VN", "en": "en_US"}[locale]
            assert found["og:title"] == found["og:image:alt"]
            address = found["og:image"].removeprefix("http://localhost")
            kinds.add(address.split("/")[2])
            picture = client.get(address)
            assert picture.content_type == "image/png"
            assert f".{locale}.png?v=" in address
            assert "Set-Cookie" not in picture.headers
            assert Image.open(io.BytesIO(picture.data)).size == (1200, 630)
            assert client.get(address, headers={"If-None-Match": picture.headers["ETag"]}).status_code == 304
    assert kinds == {"site", "article", "achievement", "indicator", "project", "gathering"}


def test_another_title_is_another_address_for_caches(client: FlaskClient, edition: Any) -> None:
    one, other = make_article(edition, title="Một"), make_article(edition, title="Hai")
    versions = {tags(client, f"/vi/articles/{a.slug}/")["og:image"].split("?v=")[1] for a in (one, other)}
    assert len(versions) == 2


def test_a_title_with_marks_of_html_stays_what_it_is(client: FlaskClient, edition: Any) -> None:
    article = make_article(edition, title='"Gạo" & <b>nước</b>')
    title = tags(client, f"/vi/articles/{article.slug}/")["og:title"]
    assert title == "&#34;Gạo&#34; &amp; &lt;b&gt;nước&lt;/b&gt;"


def test_a_private_page_says_nothing_of_itself(client: FlaskClient, edition: Any) -> None:
    event = make_event(edition)
    make_registration(event)
    assert not tags(client, f"/vi/register/{event.slug}/")
    assert not tags(client, "/vi/search?q=a")


@pytest.mark.parametrize(
    "path", ["x/home", "article/khong-co", "article/%00", "site/other", "project/a..b", "article/A"]
)
def test_a_card_of_nothing_is_not_drawn(client: FlaskClient, edition: Any, path: str) -> None:
    assert client.get(f"/cards/{path}.vi.png").status_code == 404


def test_the_card_of_an_unpublished_article_is_not_drawn(client: FlaskClient, edition: Any) -> None:
    hidden = make_article(make_edition(edition.host, published_at=None))
    assert client.get(f"/cards/article/{hidden.slug}.vi.png").status_code == 404


def test_drawing_is_limited_and_what_is_drawn_is_kept(
    client: FlaskClient, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn, more = make_article(edition, title="Vẽ rồi"), make_article(edition, title="Chưa vẽ")
    monkeypatch.setattr(cards, "DRAWN_A_MINUTE", 1)
    assert client.get(f"/cards/article/{drawn.slug}.vi.png").status_code == 200
    refused = client.get(f"/cards/article/{more.slug}.vi.png")
    assert refused.status_code == 429
    assert int(refused.headers["Retry-After"]) > 0
    assert client.get(f"/cards/article/{drawn.slug}.vi.png").status_code == 200


def test_no_more_drawings_are_kept_than_there_is_room_for(
    app: Flask, client: FlaskClient, edition: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cards, "KEPT", 2)
    for title in ("Một thẻ", "Hai thẻ", "Ba thẻ"):
        client.get(f"/cards/article/{make_article(edition, title=title).slug}.vi.png")
    assert len(list((app.config["VAR"] / "cards").glob("*.png"))) == 2
