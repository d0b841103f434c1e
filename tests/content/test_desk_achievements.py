"""Achievements at the desk: facts, places found by a few letters, sources, and facts that texts name."""

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.content.models import Achievement
from showcase.core.database import db
from showcase.editions.models import Edition
from tests.factories import (
    make_achievement,
    make_article,
    make_indicator,
    make_topic,
    make_unit,
)
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/achievements/"


def page_of(achievement: Achievement) -> str:
    return f"{LIST}{achievement.slug}/"


def stored(achievement: Achievement) -> Achievement:
    db.session.rollback()
    db.session.refresh(achievement)
    return achievement


def test_a_new_story_stands_on_the_site(editor: FlaskClient, edition: Edition) -> None:
    topic = make_topic(edition.host, kind="achievement")
    unit = make_unit()
    indicator = make_indicator(edition)
    url = "/staff/content/new-achievement"
    form = opened(editor, url) | {
        "title-vi": "Cầu Đại Ngãi",
        "body-vi": "Đường ngắn lại.",
        "group": topic.slug,
        "period": "2023-10-15",
        "facts-fact_1-label-vi": "Chiều dài",
        "facts-fact_1-amount": "15,14",
        "facts-fact_1-unit": "km",
        "sources-source_1-title": "Báo cáo",
        "looked_for": "cau ke grdp",
    }
    found = editor.post(url, data={**form, "looked_for": "cau ke", "find": "1"})
    assert "Cau Ke district" in found.get_data(as_text=True)
    assert "GRDP growth" not in found.get_data(as_text=True)
    assert fields_of(found)["facts-fact_1-amount"] == "15,14"
    made = editor.post(url, data={**fields_of(found), "units": unit.code, "indicators": indicator.slug})
    assert made.status_code == 303
    page = editor.get("/vi/achievements/cau-dai-ngai/").get_data(as_text=True)
    assert "15,14" in page
    record = db.session.scalars(db.select(Achievement)).one()
    assert record.facts == [{"slug": "chieu-dai", "label": {"vi": "Chiều dài"}, "unit": "km", "value": 15.14}]
    assert [one.code for one in record.units] == [unit.code]


def test_facts_of_every_kind_stay_as_they_are_when_something_else_changes(
    editor: FlaskClient, edition: Edition
) -> None:
    facts = [
        {"slug": "a", "label": {"vi": "A", "km": "ក"}, "value": 12, "unit": "km", "of": 63},
        {"slug": "b", "label": {"vi": "B"}, "value": {"vi": "lần đầu", "en": "the first", "km": "ដំបូង"}},
        {"slug": "c", "label": {"vi": "C"}, "value": "1970-03-10", "unit": "date", "period": "1970"},
        {"slug": "d", "label": {"vi": "D"}, "value": [5, 8.5], "note": {"vi": "khoảng"}},
        {"slug": "e", "label": {"vi": "E"}, "value": 83.375},
    ]
    achievement = make_achievement(edition, facts=facts)
    assert fill(editor, page_of(achievement), title__vi="Tựa khác").status_code == 303
    assert stored(achievement).facts == facts
    assert len(achievement.sources) == 1


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"facts-fact_1-amount": "83.375"}, "This may mean 83375 or 83.3750"),
        ({"facts-fact_1-label-vi": ""}, "Please say in Vietnamese what this value is."),
        ({"facts-fact_1-amount": ""}, "Please give the value"),
        ({"sources-source_1-title": ""}, "Please write what the source is called."),
        ({"period": "gần đây"}, "Please write the period"),
        ({"units": "\x00"}, "Not a valid choice."),
        ({"title-vi": "\u202e\x00"}, "cannot be stored"),
        ({"body-vi": "ă" * 10_000}, "At most 1500 characters"),
        ({"facts-fact_1-whole": "9" * 10_000}, "Please write the number alone"),
    ],
)
def test_bad_input_is_named_and_nothing_is_lost(
    editor: FlaskClient, edition: Edition, fields: dict[str, str], said: str
) -> None:
    achievement = make_achievement(edition)
    answer = editor.post(
        page_of(achievement), data={**opened(editor, page_of(achievement)), **fields, "title-en": "Kept"}
    )
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fields_of(answer)["title-en"] == "Kept"


def test_a_fact_that_texts_name_changes_once_the_places_were_seen(editor: FlaskClient, edition: Edition) -> None:
    achievement = make_achievement(edition)
    name = f"achievement/{achievement.slug}/size"
    make_article(edition, title="Nhịp cầu", body=f"Dài {{{{ {name} }}}}.")
    page = page_of(achievement)
    question = fill(editor, page, facts__fact_1__amount="12,5")
    assert question.status_code == 200
    assert "Nhịp cầu" in question.get_data(as_text=True)
    assert "Change it in 1 place" in question.get_data(as_text=True)
    assert editor.post(page, data=fields_of(question)).status_code == 303
    assert stored(achievement).facts[0]["value"] == 12.5
    emptied = {f"facts-fact_1-{name}": "" for name in ("amount", "label-vi", "label-en", "unit")}
    answer = editor.post(page, data={**opened(editor, page), **emptied})
    assert answer.status_code == 422
    assert "Texts name this fact: Nhịp cầu" in answer.get_data(as_text=True)


def test_a_fact_that_nothing_names_goes_when_it_is_emptied(editor: FlaskClient, edition: Edition) -> None:
    achievement = make_achievement(edition)
    page = page_of(achievement)
    emptied = {f"facts-fact_1-{name}": "" for name in ("amount", "label-vi", "label-en", "unit")}
    saved = editor.post(page, data={**opened(editor, page), **emptied})
    assert saved.status_code == 303
    assert stored(achievement).facts == []
    number = saved.location.split("saved=")[1]
    undone = editor.post(page, data={"csrf_token": opened(editor, page)["csrf_token"], "undo": number})
    assert undone.status_code == 303
    assert stored(achievement).facts[0]["value"] == 12


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    achievement = make_achievement(edition)
    page = page_of(achievement)
    mine = opened(editor, page)
    assert fill(editor, page, facts__fact_1__amount="13").status_code == 303
    answer = editor.post(page, data={**mine, "facts-fact_1-amount": "14", "title-en": "Mine"})
    assert answer.status_code == 409
    kept = editor.post(page, data={**fields_of(answer), "take-facts-fact_1-amount": "theirs"})
    assert kept.status_code == 303
    assert stored(achievement).facts[0]["value"] == 13
    assert achievement.texts_of("title")["en"] == "Mine"


def test_the_list_is_searched_without_marks(editor: FlaskClient, edition: Edition) -> None:
    make_achievement(edition)
    other = make_achievement(edition)
    found = editor.get(f"{LIST}?q=cau+moi&topic={other.topic.slug}").get_data(as_text=True)
    assert found.count("A new bridge") == 1
    assert "No achievement matches" in editor.get(f"{LIST}?q=%00zzz").get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER, Role.TRANSLATOR])
def test_who_may_not_edit_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    achievement = make_achievement(edition)
    sign_in(client, role)
    assert client.get(LIST).status_code == 403
    assert client.get(page_of(achievement)).status_code == 403
