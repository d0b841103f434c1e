"""The term base: looked up, added to, hinted at beside paragraphs, loaded and exported with an edition."""

from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core.database import db, write
from showcase.core.localised import Origin, TextState
from showcase.editions.models import Edition
from showcase.translation.models import Term
from tests.conftest import Queries
from tests.factories import make_article, make_office, make_official, save, texts
from tests.staff.cast import fields_of, fill, sign_in

LIST = "/staff/content/translations/terms/"
NEW = "/staff/content/translations/new-term"


def make_term(edition: Edition, slug: str = "dien-gio", **more: object) -> Term:
    names = more.pop("name", {"vi": "Điện gió", "en": "wind power", "km": "ថាមពលខ្យល់"})
    term = Term(host_id=edition.host_id, slug=slug, kind="economy", also={}, forbidden={})
    for column, value in more.items():
        setattr(term, column, value)
    save(texts(term, name=names))
    return term


def stored(slug: str) -> Term:
    db.session.rollback()
    return db.session.scalars(db.select(Term).filter_by(slug=slug)).one()


def page(client: FlaskClient, url: str) -> str:
    return client.get(url).get_data(as_text=True)


def test_a_translator_adds_a_term_that_nobody_has_read_over(translator: FlaskClient) -> None:
    words = {"name-vi": "hydro xanh", "name-en": "green hydrogen", "forbidden-en": "green hydro;  ; hydro "}
    answer = fill(translator, NEW, **words, kind="economy")
    assert answer.status_code == 303
    term = stored("hydro-xanh")
    assert term.texts["name", "vi"].state == TextState.APPROVED
    assert term.texts["name", "en"].state == TextState.UNREVIEWED
    assert term.forbidden == {"en": "green hydro; hydro"}
    assert "not read over" in page(translator, LIST)


def test_an_editor_answers_for_all_names(editor: FlaskClient, edition: Edition) -> None:
    term = make_term(edition)
    write()
    term.set_text("name", "fr", "énergie éolienne", Origin.MACHINE, TextState.UNREVIEWED)
    db.session.commit()
    assert fill(editor, f"{LIST}dien-gio/", reviewed="y").status_code == 303
    row = stored("dien-gio").texts["name", "fr"]
    assert (row.state, row.origin, bool(row.reviewer)) == (TextState.APPROVED, Origin.MACHINE, True)


def test_terms_are_found_in_any_language_without_marks(translator: FlaskClient, edition: Edition) -> None:
    make_term(edition)
    make_term(edition, "gio-to", name={"vi": "giỗ Tổ", "fr": "fête des ancêtres"}, kind="festival")
    assert "giỗ Tổ" not in page(translator, f"{LIST}?q=dien+gio")
    assert "Điện gió" in page(translator, f"{LIST}?q=dien+gio")
    assert "giỗ Tổ" in page(translator, f"{LIST}?q=ancetre")
    assert "Điện gió" in page(translator, f"{LIST}?q=ថាមពល")
    assert "Điện gió" not in page(translator, f"{LIST}?kind=festival")
    assert "No term with these words" in page(translator, f"{LIST}?q=%00zzz&kind=%00x")


@pytest.mark.parametrize("bad", ["\x00", "9" * 60_000, ""])
def test_a_bad_name_is_told_and_nothing_is_lost(translator: FlaskClient, bad: str) -> None:
    answer = fill(translator, NEW, **{"name-vi": bad, "name-en": "kept", "kind": "place"})
    assert answer.status_code == 422
    assert fields_of(answer)["name-en"] == "kept"


def test_a_term_is_made_once_however_often_it_is_sent(translator: FlaskClient) -> None:
    first = fill(translator, NEW, **{"name-vi": "😀 chợ", "kind": "place"})
    assert first.status_code == 303
    fill(translator, NEW, **{"name-vi": "😀 chợ", "kind": "place"})
    db.session.rollback()
    assert sorted(db.session.scalars(db.select(Term.slug))) == ["cho", "cho-2"]


def test_a_paragraph_shows_its_terms(translator: FlaskClient, edition: Edition) -> None:
    make_term(edition, forbidden={"en": "windmill electricity"}, note="Không phải cối xay.")
    article = make_article(edition, body={"vi": "Điện gió lớn lên.\n\nCầu mới.", "en": "It grows.\n\nA bridge."})
    url = f"/staff/content/translations/en/article/{article.id}/"
    shown = page(translator, url)
    assert shown.count('class="terms__one') == 1
    assert "not used" in shown
    assert "Không phải cối xay." in shown
    fill(translator, url, body_1="Windmill electricity grows.")
    assert "not “windmill electricity”" in page(translator, url)
    fill(translator, url, body_1="Wind power grows.")
    assert "terms__one--used" in page(translator, url)
    assert "ថាមពលខ្យល់" in page(translator, url.replace("/en/", "/km/"))


def test_removing_is_for_editors(client: FlaskClient, translator: FlaskClient, edition: Edition) -> None:
    make_term(edition)
    assert "Remove this term" not in page(translator, f"{LIST}dien-gio/")
    sign_in(client, Role.EDITOR)
    csrf = fields_of(client.get(f"{LIST}dien-gio/"))["csrf_token"]
    assert client.post(f"{LIST}dien-gio/removal", data={"csrf_token": csrf}).status_code == 303
    assert client.get(f"{LIST}dien-gio/").status_code == 404


def test_a_long_list_takes_few_queries(translator: FlaskClient, edition: Edition, query_recorder: Queries) -> None:
    for number in range(40):
        make_term(edition, f"t-{number}", name={"vi": f"từ {number}", "en": f"word {number}"})
    query_recorder.clear()
    assert "từ 39" in page(translator, LIST)
    assert len(query_recorder) <= 8
    make_term(edition, "t-40", name={"vi": "từ 40"})
    assert "từ 40" not in page(translator, LIST)
    assert "từ 40" in page(translator, f"{LIST}?page=2")


def test_many_terms_and_paragraphs_cost_the_desk_no_query(
    translator: FlaskClient, edition: Edition, query_recorder: Queries
) -> None:
    def asked(number: int) -> int:
        body = {"vi": "\n\n".join(f"Từ {place}." for place in range(number))}
        article = make_article(edition, slug=f"bai-{number}", body=body)
        query_recorder.clear()
        page(translator, f"/staff/content/translations/en/article/{article.id}/")
        return len(query_recorder)

    make_term(edition, "t-0", name={"vi": "từ 0", "en": "word 0"})
    few = asked(1)
    for number in range(1, 40):
        make_term(edition, f"t-{number}", name={"vi": f"từ {number}", "en": f"word {number}"})
    assert asked(40) == few


def test_an_officials_title_is_that_of_the_day_of_the_article(translator: FlaskClient, edition: Edition) -> None:
    office = make_office(edition.host)
    names = {"vi": "Chủ tịch lâm thời", "en": "Acting Chair"}
    official = make_official(office, begins_on=date(2020, 1, 1), ends_on=date(2022, 1, 1))
    write()
    texts(official, title=names)
    db.session.commit()
    body = {"vi": "Chủ tịch lâm thời kính mời."}
    now = make_article(edition, body=body)
    then = make_article(edition, slug="nam-truoc", body=body, published_on=date(2021, 5, 1))
    url = "/staff/content/translations/en/article/{}/"
    assert "Acting Chair" in page(translator, url.format(then.id))
    assert "Acting Chair" not in page(translator, url.format(now.id))


def test_the_sample_has_a_term_base_in_four_languages() -> None:
    text = (Path(__file__).parents[2] / "editions/tra-vinh-2023/terms.yaml").read_text(encoding="utf-8")
    assert text.count("  - slug: ") >= 150
    for code in ("vi", "en", "fr", "km"):
        assert text.count(f"\n      {code}: ") == text.count("  - slug: ")
