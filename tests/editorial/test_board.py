"""The board, the plan, an article's way, and what waits for somebody."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import Article
from showcase.core.database import db
from showcase.editions.models import Edition
from showcase.editorial.models import Assignment, StepTaken
from tests.conftest import Queries
from tests.factories import make_account, make_article, make_theme, make_unit, save
from tests.staff.cast import fields_of, fill, mark_of, post, sign_in

BOARD = "/staff/content/board"


def way_of(article: Article) -> str:
    return f"/staff/content/articles/{article.slug}/way"


def on_its_way(edition: Edition, step: str = "drafted", **changes: object) -> Article:
    own = {name: changes.pop(name) for name in ("due_on", "writer_id", "unit_code", "kind") if name in changes}
    article = make_article(edition, **{"is_public": False, **changes})
    save(Assignment(article_id=article.id, step=step, **own))
    return article


def moved(client: FlaskClient, article: Article, old: str, new: str, reason: str = "") -> int:
    sent = {"from": old, "step": new, "reason": reason}
    return post(client, way_of(article), way_of(article), data=sent).status_code


def test_a_text_is_planned_before_it_exists(editor: FlaskClient, edition: Edition) -> None:
    writer, theme = make_account(Role.EDITOR, name="Chị Lan"), make_theme(edition.host)
    answer = fill(
        editor,
        "/staff/content/plan",
        title="Cầu Đại Ngãi",
        theme=theme.slug,
        writer=str(writer.id),
        due_on="2023-12-10",
        kind="feature",
    )
    assert answer.status_code == 303
    page = editor.get(BOARD).get_data(as_text=True)
    assert "Cầu Đại Ngãi" in page
    assert "Chị Lan" in page
    assert "0 of 900 words" in page
    assert editor.get("/vi/articles/cau-dai-ngai/").status_code == 404
    assert editor.get("/staff/content/articles/cau-dai-ngai/").status_code == 200


def test_a_commune_is_asked_only_where_somebody_can_answer(editor: FlaskClient) -> None:
    for code, level in (("99842", "district"), ("29842", "commune"), ("29843", "commune"), ("29844", "commune")):
        make_unit(code=code, level=level)
    make_account(Role.REPORTER, unit_code="29842")
    make_account(Role.REPORTER, unit_code="29843", closed=True)
    page = editor.get("/staff/content/plan").get_data(as_text=True)
    offered = [code for code in ("99842", "29842", "29843", "29844") if f'<option value="{code}"' in page]
    assert offered == ["99842", "29842"]


def test_pressing_twice_plans_once(editor: FlaskClient, edition: Edition) -> None:
    theme = make_theme(edition.host)
    page = editor.get("/staff/content/plan")
    sent = fields_of(page) | {"title": "Một", "theme": theme.slug}
    first, second = (editor.post("/staff/content/plan", data=sent) for _ in range(2))
    assert first.status_code == second.status_code == 303
    assert db.session.scalar(db.select(db.func.count(Assignment.id))) == 1


def test_a_faulty_plan_keeps_what_was_typed(editor: FlaskClient, edition: Edition) -> None:
    make_theme(edition.host)
    answer = fill(editor, "/staff/content/plan", title="Cầu mới", budget="0", writer="999999")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "A number of words from 1 to 20,000" in page
    assert "Cầu mới" in page


def test_approving_puts_the_text_on_the_site_and_names_who_did_it(editor: FlaskClient, edition: Edition) -> None:
    article = on_its_way(edition, "language-checked")
    address = f"/vi/articles/{article.slug}/"
    assert editor.get(address).status_code == 404
    assert moved(editor, article, "language-checked", "approved") == 303
    assert editor.get(address).status_code == 200
    taken = db.session.scalars(db.select(StepTaken)).one()
    assert (taken.old, taken.new, taken.account.role) == ("language-checked", "approved", "editor")


def test_what_is_left_open_is_told_and_wants_a_reason(editor: FlaskClient, edition: Edition) -> None:
    article = on_its_way(edition, "drafted")
    answer = post(editor, way_of(article), way_of(article), data={"from": "drafted", "step": "approved"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "4 steps are left out." in page
    assert "Please say why" in page
    assert moved(editor, article, "drafted", "approved", "Đã duyệt bằng giấy.") == 303
    assert "Đã duyệt bằng giấy." in editor.get(way_of(article)).get_data(as_text=True)


def test_a_text_that_was_moved_meanwhile_is_not_moved_twice(editor: FlaskClient, edition: Edition) -> None:
    article = on_its_way(edition, "drafted")
    assert moved(editor, article, "drafted", "edited") == 303
    assert moved(editor, article, "drafted", "edited") == 409


@pytest.mark.parametrize("sent", [{}, {"from": "drafted", "step": "\0"}, {"from": "x", "step": "edited"}])
def test_forged_steps_are_refused(editor: FlaskClient, edition: Edition, sent: dict[str, str]) -> None:
    article = on_its_way(edition)
    assert post(editor, way_of(article), way_of(article), data=sent).status_code == 400


def test_an_article_is_taken_off_the_site_with_a_reason(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    off = f"/staff/content/articles/{article.slug}/withdrawal"
    assert post(editor, off, way_of(article), data={"reason": " "}).status_code == 422
    assert editor.get(f"/vi/articles/{article.slug}/").status_code == 200
    assert post(editor, off, way_of(article), data={"reason": "Có số liệu sai."}).status_code == 303
    assert editor.get(f"/vi/articles/{article.slug}/").status_code == 404
    assert "Có số liệu sai." in editor.get(way_of(article)).get_data(as_text=True)


def test_a_public_article_that_is_edited_stays_public_and_goes_back(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    page = f"/staff/content/articles/{article.slug}/"
    assert fill(editor, page, body="Lời mới.").status_code == 303
    shown = editor.get(page).get_data(as_text=True)
    assert "Readers see every change at once" in shown
    assert "Lời mới." in editor.get(f"/vi/articles/{article.slug}/").get_data(as_text=True)
    assert db.session.scalars(db.select(Assignment.step)).one() == "edited"


def test_translators_see_the_board_and_move_only_their_steps(client: FlaskClient, edition: Edition) -> None:
    sign_in(client, Role.TRANSLATOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    mine, other = on_its_way(edition, "figures-checked"), on_its_way(edition, "drafted")
    desk = client.get("/staff/content/").get_data(as_text=True)
    assert f'href="{BOARD}"' in desk
    assert 'href="/staff/content/articles/"' not in desk
    page = client.get(BOARD).get_data(as_text=True)
    assert way_of(mine) in page
    assert moved(client, mine, "figures-checked", "translated", "Bản Khmer sau.") == 303
    assert moved(client, other, "drafted", "edited") == 422


def test_the_board_narrows_to_what_is_mine_and_late(client: FlaskClient, edition: Edition) -> None:
    me = sign_in(client, Role.EDITOR)
    on_its_way(edition, "assigned", title="Của tôi", writer_id=me.id, due_on=date(2020, 1, 1))
    on_its_way(edition, "assigned", title="Của chị", writer_id=make_account(Role.EDITOR).id)
    mine = client.get(f"{BOARD}?show=mine").get_data(as_text=True)
    assert "Của tôi" in mine
    assert "Của chị" not in mine
    late = client.get(f"{BOARD}?show=late").get_data(as_text=True)
    assert "Của tôi" in late
    assert "Của chị" not in late
    assert client.get(f"{BOARD}?show=%00&language=xx&edition=%00").status_code == 200
    home = client.get("/staff/").get_data(as_text=True)
    assert 'id="your-turn"' in home


def test_words_beyond_the_budget_are_counted(editor: FlaskClient, edition: Edition) -> None:
    on_its_way(edition, kind="caption", body="chữ " * 30)
    assert "30 words, over by 5 words" in editor.get(BOARD).get_data(as_text=True)


def test_the_board_asks_the_same_however_many_texts(
    editor: FlaskClient, edition: Edition, query_recorder: Queries
) -> None:
    writer, counts = make_account(Role.EDITOR), []
    for more in (1, 12):
        for _number in range(more):
            on_its_way(edition, writer_id=writer.id)
        query_recorder.clear()
        assert editor.get(BOARD).status_code == 200
        counts.append(len(query_recorder))
    assert counts[0] == counts[1] <= 8, list(query_recorder)


def test_who_works_on_it_is_changed_and_taken_back(editor: FlaskClient, edition: Edition) -> None:
    article = make_article(edition)
    page = f"/staff/content/articles/{article.slug}/assignment"
    answer = fill(editor, page, kind="letter", due_on="2023-12-20")
    assert answer.status_code == 303
    found = db.session.scalars(db.select(Assignment)).one()
    assert (found.kind, found.due_on, found.step) == ("letter", date(2023, 12, 20), "approved")
    assert mark_of(editor.get(answer.location))
