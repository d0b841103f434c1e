"""Figures at the desk: values as people type them, sources, and every place where a figure stands."""

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from showcase.accounts.rules import Role
from showcase.content.models import Indicator, Observation
from showcase.core import clock
from showcase.core.audit import AuditEntry
from showcase.core.database import db, write
from showcase.core.localised import TextState
from showcase.editions.models import Edition
from tests.factories import (
    make_achievement,
    make_article,
    make_indicator,
    make_issue,
    make_section,
    texts,
)
from tests.staff.cast import fields_of, fill, opened, sign_in

LIST = "/staff/content/figures/"
NEW = {"period": "2024", "amount": "9,5", "sources-source_1-title": "Niên giám 2024"}


def page_of(indicator: Indicator, more: str = "") -> str:
    return f"{LIST}{indicator.slug}/{more}"


def newest(indicator: Indicator) -> Observation:
    db.session.rollback()
    return indicator.observations[-1]


def value_page(indicator: Indicator) -> str:
    return page_of(indicator, f"values/{newest(indicator).id}/")


def add(client: FlaskClient, indicator: Indicator, **changes: str) -> TestResponse:
    url = page_of(indicator, "values/new")
    return client.post(url, data={**opened(client, url), **NEW, **changes})


def confirm(client: FlaskClient, url: str, question: TestResponse) -> TestResponse:
    return client.post(url, data=fields_of(question))


@pytest.mark.parametrize("typed", ["8,25", "8.25", " 8,25 ", "+"])
def test_a_value_is_read_with_either_mark_or_refused(editor: FlaskClient, edition: Edition, typed: str) -> None:
    indicator = make_indicator(edition, {"2022": 5.1})
    answer = add(editor, indicator, amount=typed)
    if typed == "+":
        assert answer.status_code == 422
        assert "Please write the number alone" in answer.get_data(as_text=True)
        return
    assert answer.status_code == 303
    assert newest(indicator).value == 8.25
    assert newest(indicator).sources == [{"title": "Niên giám 2024"}]


def test_what_may_be_two_numbers_is_asked_back(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition)
    answer = add(editor, indicator, amount="83.375")
    assert answer.status_code == 422
    assert "This may mean 83375 or 83.3750" in answer.get_data(as_text=True)
    assert fields_of(answer)["amount"] == "83.375"
    assert add(editor, indicator, amount="83.3750").status_code == 303
    assert newest(indicator).value == 83.375
    assert opened(editor, value_page(indicator))["amount"] == "83.3750"


@pytest.mark.parametrize(
    ("name", "typed", "said"),
    [
        ("sources-source_1-title", "", "Please name the source"),
        ("sources-source_1-url", "javascript:alert(1)", "Please check the address"),
        ("sources-source_1-published", "31/02/2023", "Please write a day, a month or a year"),
        ("sources-source_2-publisher", "Cục Thống kê", "Please write what the source is called."),
        ("period", "2023-13", "Please write the period in one of these ways"),
        ("period", "2023", "This period has a value already"),
        ("amount", "9" * 10_000, "Please write the number alone"),
        ("amount", "8\x00,5", "Please write the number alone"),
        ("rank", "9" * 5_000, "Please give a number from 1 to 9999"),
        ("note-vi", "\u202e\x00", "cannot be stored"),
    ],
)
def test_bad_input_is_named_and_nothing_typed_is_lost(
    editor: FlaskClient, edition: Edition, name: str, typed: str, said: str
) -> None:
    indicator = make_indicator(edition)
    answer = add(editor, indicator, **{name: typed, "confidence_note-vi": "Vì sao"})
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)
    assert fields_of(answer)["confidence_note-vi"] == "Vì sao"
    assert len(indicator.observations) == 2


def test_one_more_source_keeps_what_is_typed_and_stores_nothing(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition)
    answer = add(editor, indicator, more="source", amount="abc")
    assert answer.status_code == 200
    form = fields_of(answer)
    assert (form["amount"], form["sources-source_1-title"]) == ("abc", "Niên giám 2024")
    form |= {"amount": "9.5", "sources-source_2-title": "Báo cáo", "sources-source_2-published": "6/2024"}
    assert editor.post(page_of(indicator, "values/new"), data=form).status_code == 303
    assert newest(indicator).sources == [{"title": "Niên giám 2024"}, {"title": "Báo cáo", "published": "2024-06"}]


def test_a_changed_figure_is_kept_once_its_places_have_been_seen(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition, key="tang-truong")
    name = f"{indicator.key}:2023"
    make_article(edition, title="Một năm", body={"vi": f"Tăng {{{{ {name} }}}}.", "en": f"Up {{{{ {name} }}}}."})
    told = make_article(edition, title="Kể lại", body={"vi": "Tăng mạnh.", "en": "It grew by 8.25%."})
    make_achievement(edition, indicators=[indicator])
    save_year(edition, indicator)
    issue = make_issue(edition)
    make_section(issue, "figures", figures=[{"indicator": indicator.slug, "period": "2023"}], charts=[indicator.slug])
    url = value_page(indicator)
    question = fill(editor, url, amount="8,31")
    page = question.get_data(as_text=True)
    assert question.status_code == 200
    assert newest(indicator).value == 8.25
    for said in (
        "Front page, the year in figures",
        "Chart",
        "Một năm, Tiếng Việt",
        "Một năm, English",
        "A new bridge",
        "Publication, a figure of its own",
        "Publication, chart",
        "Open data",
        "Share card",
        "Change it in all 16 places",
        "Kể lại",
    ):
        assert said in page, said
    assert "8.25" in editor.get("/en/").get_data(as_text=True)
    saved = confirm(editor, url, question)
    assert saved.status_code == 303
    assert newest(indicator).value == 8.31
    assert told.texts["body", "en"].state == TextState.OUTDATED
    assert told.texts["body", "vi"].state == TextState.APPROVED
    assert told.texts["body", "en"].text == "It grew by 8.31%."
    assert "still says" not in editor.get(saved.location).get_data(as_text=True)
    assert "8.31" in editor.get("/en/").get_data(as_text=True)
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="observation.changed")).one()
    assert json.loads(entry.changes) == {"amount": ["8.25", "8.31"]}


def save_year(edition: Edition, indicator: Indicator) -> None:
    named = [{"indicator": indicator.key, "period": "2023"}]
    db.session.rollback()
    write()
    edition.year_in_figures = named
    db.session.commit()


def test_a_place_that_came_meanwhile_is_asked_about_again(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition, key="tang-truong")
    url = value_page(indicator)
    question = fill(editor, url, amount="8,31")
    make_article(edition, title="Một năm", body=f"Tăng {{{{ {indicator.key}:2023 }}}}.")
    again = confirm(editor, url, question)
    assert again.status_code == 200
    assert "Một năm" in again.get_data(as_text=True)
    assert newest(indicator).value == 8.25
    back = editor.post(url, data=fields_of(again) | {"back": "1"})
    assert fields_of(back)["amount"] == "8.31"


def test_what_texts_name_keeps_its_period_and_stays(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition, key="tang-truong")
    make_article(edition, title="Một năm", body=f"Tăng {{{{ {indicator.key}:2023 }}}}.")
    url = value_page(indicator)
    answer = fill(editor, url, period="2024")
    assert answer.status_code == 422
    assert "Texts name this figure by its period: Article, Một năm" in answer.get_data(as_text=True)
    assert editor.post(f"{url}removal", data=opened(editor, url)).status_code == 409
    assert newest(indicator).period == "2023"


def test_a_value_that_nothing_names_can_be_removed(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition)
    url = value_page(indicator)
    assert editor.post(f"{url}removal", data=opened(editor, url)).status_code == 303
    db.session.expire_all()
    assert [one.period for one in indicator.observations] == ["2022"]
    entry = db.session.scalars(db.select(AuditEntry).filter_by(verb="observation.removed")).one()
    assert json.loads(entry.changes)["amount"] == ["8.25", ""]


def test_two_editors_at_once_lose_nothing(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition)
    url = value_page(indicator)
    mine = opened(editor, url)
    assert fill(editor, url, note__vi="Theo giá so sánh").status_code == 303
    answer = editor.post(url, data={**mine, "note-vi": "Giá hiện hành", "confidence": "rounded"})
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    assert "Theo giá so sánh" in page
    assert "Giá hiện hành" in page
    kept = editor.post(url, data={**fields_of(answer), "take-note-vi": "theirs"})
    assert kept.status_code == 303
    found = newest(indicator)
    assert (found.note, found.confidence) == ({"vi": "Theo giá so sánh"}, "rounded")


def test_a_change_is_taken_back_at_once_while_its_places_are_the_same(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition, key="tang-truong")
    url = value_page(indicator)
    saved = confirm(editor, url, fill(editor, url, amount="8,31"))
    number = saved.location.split("saved=")[1]
    undo = {"csrf_token": opened(editor, url)["csrf_token"], "undo": number}
    assert editor.post(url, data=undo).status_code == 303
    assert newest(indicator).value == 8.25
    saved = confirm(editor, url, fill(editor, url, amount="8,31"))
    make_article(edition, title="Một năm", body=f"Tăng {{{{ {indicator.key}:2023 }}}}.")
    undo["undo"] = saved.location.split("saved=")[1]
    question = editor.post(url, data=undo)
    assert "Một năm" in question.get_data(as_text=True)
    assert newest(indicator).value == 8.31


def test_a_page_of_the_site_says_at_once_that_a_figure_is_due(editor: FlaskClient, edition: Edition) -> None:
    indicator = make_indicator(edition)
    public = f"/en/indicators/{indicator.slug}/"
    assert "due for review" not in editor.get(public).get_data(as_text=True)
    day = (clock.now() - timedelta(days=2)).date().isoformat()
    assert fill(editor, value_page(indicator), review_on=day).status_code == 303
    assert "due for review" in editor.get(public).get_data(as_text=True)
    assert "GRDP growth: a newer value may be known" in editor.get("/staff/content/").get_data(as_text=True)
    assert "to be looked at again" in editor.get(LIST).get_data(as_text=True)


def test_the_list_is_narrowed_by_topic_and_by_words_without_marks(editor: FlaskClient, edition: Edition) -> None:
    growth = make_indicator(edition)
    poverty = make_indicator(edition)
    write()
    texts(poverty, name={"vi": "Tỷ lệ hộ nghèo", "en": "Poverty rate"})
    db.session.commit()
    found = editor.get(f"{LIST}?q=ty+le+ngheo").get_data(as_text=True)
    assert "Poverty rate" in found
    assert "GRDP growth" not in found
    found = editor.get(f"{LIST}?topic={growth.topic.slug}").get_data(as_text=True)
    assert "GRDP growth" in found
    assert "Poverty rate" not in found
    assert "No figure matches" in editor.get(f"{LIST}?q=%00%ed%a0%80&topic=%00").get_data(as_text=True)


def test_the_list_asks_a_bounded_number_of_questions(
    editor: FlaskClient, edition: Edition, query_recorder: list[str]
) -> None:
    for _ in range(6):
        make_indicator(edition)
    editor.get(LIST)
    query_recorder.clear()
    editor.get(LIST)
    assert len(query_recorder) < 20


def test_a_new_series_begins_without_values(editor: FlaskClient, edition: Edition) -> None:
    topic = make_indicator(edition).topic.slug
    answer = fill(editor, "/staff/content/new-figure", name__vi="Số doanh nghiệp", group=topic, unit="enterprises")
    assert answer.location == f"{LIST}so-doanh-nghiep/"
    assert "No value yet" in editor.get(answer.location).get_data(as_text=True)
    assert editor.get("/en/indicators/so-doanh-nghiep/").status_code == 200
    answer = fill(editor, f"{answer.location}edit", name__en="Enterprises")
    assert "The change is stored." in editor.get(answer.location).get_data(as_text=True)


@pytest.mark.parametrize("role", [Role.GATE, Role.REPORTER, Role.ORGANISER, Role.TRANSLATOR])
def test_who_may_not_edit_is_refused(client: FlaskClient, edition: Edition, role: Role) -> None:
    indicator = make_indicator(edition)
    sign_in(client, role)
    assert client.get(LIST).status_code == 403
    assert client.get(value_page(indicator)).status_code == 403
