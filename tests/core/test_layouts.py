"""The layouts and macros: sound pages in each language, and error pages that need no database."""

import pytest
from flask import Flask, g, render_template, render_template_string

from showcase.core.errors import PAGES
from showcase.core.i18n import LOCALES
from showcase.editions.context import EditionSummary, Site
from tests.pages import faults_of

PUBLIC = """
{% extends "layouts/base.html" %}
{% from "components/figure_block.html" import figure_block %}
{% block title %}A year{% endblock %}
{% block main %}
{{ figure_block("8,25", "%", "Growth", "2023", [{"title": "Report", "url": "https://example.org/"}], "exact") }}
{% endblock %}
{% block aside %}{% if note %}<p>{{ note }}</p>{% endif %}{% endblock %}
"""


def a_site() -> Site:
    summary = EditionSummary("Homecoming", "homecoming", "/media/a", "/media/b")
    return Site("The Front of the province", "The Front", "0294 000 000", "7:00 to 17:00", True, summary)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("note", ["", "A note in the margin."])
def test_a_public_page_is_sound(app: Flask, locale: str, note: str) -> None:
    with app.test_request_context(f"/{locale}/"):
        g.locale, g.site = locale, a_site()
        page = render_template_string(PUBLIC, note=note)
    assert not faults_of(page)
    assert f'<html lang="{locale}">' in page
    assert ("page--aside" in page) == bool(note)
    assert 'aria-current="true"' in page  # the language one reads


def test_a_sample_says_so_in_both_languages(app: Flask) -> None:
    with app.test_request_context("/en/"):
        g.locale, g.site = "en", a_site()
        page = render_template_string(PUBLIC, note="")
    assert '<span lang="vi">mẫu</span> / <span lang="en">sample</span>' in page


@pytest.mark.parametrize("code", sorted(PAGES))
@pytest.mark.parametrize("locale", LOCALES)
def test_an_error_page_needs_no_database(app: Flask, code: int, locale: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("an error page asked the database")

    monkeypatch.setattr("sqlalchemy.orm.Session.execute", refuse)
    monkeypatch.setattr("sqlalchemy.orm.Session.scalars", refuse)
    monkeypatch.setattr("sqlalchemy.orm.Session.scalar", refuse)
    with app.test_request_context(f"/{locale}/"):
        g.locale = locale
        page = render_template(f"errors/{code}.html")
    assert not faults_of(page)
    assert f'href="/{locale}/"' in page
