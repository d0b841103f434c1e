"""Two editors write on one article at once, in any order: no paragraph is lost that nobody gave up.

Through the real page, on the real database. A control without the comparison loses words: the test can see that.
"""

import html
import re
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, g
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from showcase.content.models import Article
from showcase.core.database import db, write
from showcase.core.editing import EditForm
from showcase.core.merging import paragraphs
from tests.factories import make_article, make_edition
from tests.staff.cast import Role, opened, sign_in

BEGIN = "Một.\n\nHai.\n\nBa.\n\nBốn."
steps = st.lists(
    st.tuples(st.integers(0, 1), st.sampled_from(["add", "change", "move"]), st.integers(0, 5), st.booleans()),
    min_size=4,
    max_size=8,
)
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
whole = settings(quick, max_examples=500)


class QuickClient(FlaskClient):
    """Reads no page: thousands are sent here, all alike."""

    def open(self, *args: Any, **options: Any) -> Any:
        for name in list(g):  # a test holds one app context
            g.pop(name)
        return super().open(*args, **options)


@dataclass
class Desk:
    """One editor at the page: what it carries, and which of its words are not kept yet."""

    client: FlaskClient
    page: dict[str, Any]
    fields: dict[str, Any] = field(default_factory=dict)
    unkept: set[str] = field(default_factory=set)


@dataclass
class Newsroom:
    article: Article
    desks: list[Desk]
    kept: set[str] = field(default_factory=set)
    given_up: set[str] = field(default_factory=set)
    number: int = 0

    @property
    def address(self) -> str:
        return f"/staff/content/articles/{self.article.slug}/"

    def begin(self) -> None:
        write()
        self.article.set_text("body", "vi", BEGIN)
        db.session.commit()
        self.kept, self.given_up = set(), set()
        for desk in self.desks:
            desk.fields, desk.unkept = {}, set()

    def play(self, played: list[tuple[int, str, int, bool]]) -> set[str]:
        """Who opens and writes, or keeps, in this order; the words that are lost in the end."""
        self.begin()
        for who, act, place, takes_theirs in played:
            desk = self.desks[who]
            if desk.fields:
                self.keep(desk, takes_theirs)
            else:
                self.write(desk, act, place)
        for desk in self.desks:
            if desk.fields:
                self.keep(desk, False)
        db.session.rollback()
        return self.kept - self.given_up - words(self.article.texts["body", "vi"].text)

    def write(self, desk: Desk, act: str, place: int) -> None:
        desk.fields = {**desk.page, **read(desk.client.get(self.address).get_data(as_text=True))}
        parts = paragraphs(desk.fields["body"])
        self.number += 1
        word = f"w{self.number}"
        place %= len(parts)
        if act == "add":
            parts.insert(place, word)
        elif act == "change":
            parts[place] += f" {word}"
        else:
            parts.append(f"{parts.pop(place)} {word}")
        desk.unkept = {word}
        desk.fields["body"] = "\r\n\r\n".join(parts)

    def keep(self, desk: Desk, takes_theirs: bool) -> None:
        answer = desk.client.post(self.address, data=desk.fields)
        while answer.status_code == 409:
            page = answer.get_data(as_text=True)
            shown = conflicts(page)
            assert shown
            desk.fields = {**desk.page, **read(page)}
            for name, yours, theirs in shown:
                desk.fields[name] = "theirs" if takes_theirs else "yours"
                lost, stays = (yours, theirs) if takes_theirs else (theirs, yours)
                self.given_up |= words(lost) - words(stays)
            answer = desk.client.post(self.address, data=desk.fields)
        assert answer.status_code == 303
        self.kept |= desk.unkept
        desk.fields = {}


def words(text: str) -> set[str]:
    return set(re.findall(r"w\d+", text))


def read(page: str) -> dict[str, str]:
    """What of the page's form changes from one to the next."""
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    body = re.search(r'<textarea[^>]*name="body"[^>]*>\s*(.*?)</textarea>', page, re.DOTALL)
    assert seen
    assert body
    return {"seen": html.unescape(seen[1]), "body": html.unescape(body[1])}


def conflicts(page: str) -> list[tuple[str, str, str]]:
    """(The choice's name, your words, their words) of each."""
    sides: dict[str, list[str]] = {}
    pattern = r'name="(take-[^"]+)" value="\w+".*?conflict__words">(.*?)</span>'
    for name, said in re.findall(pattern, page, re.DOTALL):
        sides.setdefault(name, []).append(html.unescape(said))
    return [(name, yours, theirs) for name, (yours, theirs) in sides.items()]


@pytest.fixture
def newsroom(app: Flask) -> Newsroom:
    article = make_article(make_edition(), body=BEGIN)
    desks = []
    for role in (Role.EDITOR, Role.ADMINISTRATOR):
        client = QuickClient(app, use_cookies=True)
        sign_in(client, role)
        desks.append(Desk(client, opened(client, f"/staff/content/articles/{article.slug}/")))
    return Newsroom(article, desks)


@quick
@given(played=steps)
def test_no_order_of_two_editors_loses_a_paragraph(newsroom: Newsroom, played: list[Any]) -> None:
    assert newsroom.play(played) == set()


@pytest.mark.full
@whole
@given(played=steps)
def test_no_order_of_five_hundred_loses_a_paragraph(newsroom: Newsroom, played: list[Any]) -> None:
    assert newsroom.play(played) == set()


def test_without_the_comparison_words_are_lost(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    played = [(0, "add", 0, False), (1, "change", 2, False), (0, "add", 0, False), (1, "add", 0, False)]
    assert newsroom.play(played) == set()
    monkeypatch.setattr(EditForm, "_merge", lambda form: None)
    assert newsroom.play(played)
