"""What the sections show, read as HTML."""

from datetime import timedelta

from flask import Flask

from showcase.core import clock, media
from showcase.core.database import db, write
from showcase.core.localised import TextState
from showcase.editions import officials
from showcase.publication.composition import broken_pictures, compose
from showcase.publication.models import Issue
from showcase.publication.rules import Check, Severity
from tests.factories import (
    make_article,
    make_edition,
    make_indicator,
    make_issue,
    make_office,
    make_official,
    make_picture,
    make_project,
    make_section,
)


def html_of(issue: Issue, locale: str = "vi") -> str:
    composition = compose(issue, locale)
    assert composition.faults == []
    return composition.html


def test_a_figure_is_written_as_its_language_does(app: Flask) -> None:
    edition = make_edition()
    indicator = make_indicator(edition, {"2023": 8.25})
    issue = make_issue(edition)
    make_section(issue, "figures", figures=[{"indicator": indicator.slug, "period": "2023"}])
    assert '8,25<span class="numeral__sign">\u00a0%</span>' in html_of(issue)
    assert '8.25<span class="numeral__sign">%</span>' in html_of(issue, "en")


def test_a_source_keeps_its_number_and_stands_on_the_page_of_sources(app: Flask) -> None:
    edition = make_edition()
    first, second = make_indicator(edition), make_indicator(edition)
    issue = make_issue(edition)
    figures = [{"indicator": one.slug, "period": "2023"} for one in (first, second)]
    make_section(issue, "figures", figures=figures)
    make_section(issue, "sources")
    html = html_of(issue)
    assert html.count('<span class="cited">1</span>') == 2
    assert html.count('<span class="sources__number">') == 1
    assert "Niên giám" in html


def test_a_title_that_our_fonts_cannot_set_is_described(app: Flask) -> None:
    edition = make_edition()
    indicator = make_indicator(edition)
    write()
    for observation in indicator.observations:
        observation.sources = [{"title": "越侨积极", "publisher": "VNA", "url": "https://zh.example.org/x"}]
    db.session.commit()
    issue = make_issue(edition)
    make_section(issue, "figures", figures=[{"indicator": indicator.slug, "period": "2023"}])
    make_section(issue, "sources")
    html = html_of(issue, "en")
    assert "越" not in html
    assert "VNA, zh.example.org" in html


def test_a_letter_is_signed_by_whoever_is_in_office(app: Flask) -> None:
    edition = make_edition()
    office = make_office(edition.host)
    first = make_official(office, person="Lê Văn Một")
    issue = make_issue(edition)
    make_section(issue, "letter", text="Kính thưa\n\nThư.", signer=office.slug, signature={"vi": "Ban Tổ chức"})
    signed = html_of(issue)
    assert 'Lê Văn Một<br><span class="letter__office">Chủ tịch Mặt trận tỉnh Mẫu</span>' in signed
    assert "Ban Tổ chức" not in signed
    write()
    first.ends_on = clock.now().date() - timedelta(days=3)
    db.session.commit()
    [fault] = compose(issue, "vi").faults
    assert fault.cause == f"holder of office {office.slug} on {officials.today_of(edition.host)}"
    make_official(office, person="Trần Thị Hai", begins_on=first.ends_on)
    assert "Trần Thị Hai<br>" in html_of(issue)


def test_a_letter_without_a_signer_keeps_its_own_words(app: Flask) -> None:
    issue = make_issue()
    make_section(issue, "letter", text="Kính thưa\n\nThư.", signature={"vi": "Ban Tổ chức", "en": "The organisers"})
    assert '<p class="letter__signature">Ban Tổ chức</p>' in html_of(issue)


def test_a_reference_that_leads_nowhere_names_its_section(app: Flask) -> None:
    issue = make_issue()
    good = make_section(issue, "letter", text="Kính thưa bà con,\n\nMời về.")
    bad = make_section(issue, "figures", figures=[{"indicator": "khong-co", "period": "2023"}])
    composition = compose(issue, "vi")
    assert [str(fault) for fault in composition.faults] == [f"{bad.slug}: indicator khong-co"]
    assert [slug for slug, _html in composition.sections] == [good.slug]
    assert (Severity.RED, Check.REFERENCE) in {(f.severity, f.check) for f in composition.findings}


def test_a_picture_that_is_gone_names_its_section(app: Flask) -> None:
    edition = make_edition()
    picture = make_picture(edition, "cover")
    issue = make_issue(edition)
    section = make_section(issue, "cover", picture="cover", teasers=[])
    media.path_of(picture.hash).unlink()
    faults = broken_pictures(compose(issue, "vi"))
    assert [fault.section for fault in faults] == [section.slug]


def test_a_project_shows_the_year_of_its_list_and_no_invented_capital(app: Flask) -> None:
    edition = make_edition()
    project = make_project(edition, capital_bn_vnd=None)
    issue = make_issue(edition)
    make_section(issue, "projects", projects=[project.slug])
    html = html_of(issue, "en")
    assert "List of 2022, not confirmed again" in html
    assert "Capital: no figure" in html
    assert f"/en/projects/{project.slug}/" in html


def test_an_open_licence_is_marked_and_noted(app: Flask) -> None:
    issue = make_issue()
    make_section(issue, "contents")
    composition = compose(issue, "en")
    assert "Sample" in composition.html
    assert any(f.check == Check.IMPRINT and f.detail == "Publishing licence" for f in composition.findings)


def test_what_nobody_has_reviewed_is_noted(app: Flask) -> None:
    issue = make_issue()
    section = make_section(issue, "letter", text="Kính thưa bà con,")
    write()
    section.set_text("text", "en", "Dear friends,", state=TextState.UNREVIEWED)
    db.session.commit()
    found = {(f.check, f.detail) for f in compose(issue, "en").findings}
    assert (Check.UNREVIEWED, f"{section.slug}.text") in found


def test_a_figure_without_source_is_red(app: Flask) -> None:
    edition = make_edition()
    indicator = make_indicator(edition)
    write()
    for observation in indicator.observations:
        observation.sources = []
    db.session.commit()
    issue = make_issue(edition)
    make_section(issue, "figures", figures=[{"indicator": indicator.slug, "period": "2023"}])
    found = {(f.severity, f.check) for f in compose(issue, "vi").findings}
    assert (Severity.RED, Check.SOURCE) in found


def test_editors_text_cannot_bring_markup_into_the_book(app: Flask) -> None:
    issue = make_issue()
    make_section(issue, "letter", text="Kính thưa,\n\n<img src='file:///etc/passwd'>")
    assert "<img src='file" not in html_of(issue)


def test_an_article_that_nobody_approved_is_noted(app: Flask) -> None:
    edition = make_edition()
    issue = make_issue(edition)
    for is_public in (True, False):
        article = make_article(edition, is_public=is_public)
        make_section(issue, "article", article=article.slug)
    found = [f.detail for f in compose(issue, "vi").findings if f.check == Check.UNAPPROVED]
    assert found == [article.slug]
