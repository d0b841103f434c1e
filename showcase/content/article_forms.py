"""What editors write in the source language: articles with figures by reference."""

from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..core.database import db
from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..editions.context import current_host
from ..editions.models import Edition
from . import figure_names
from .models import Article, Theme
from .pictures import picture_choices

MISSING = lazy("Please fill in this line.")
LONGEST_BODY = 40_000
WORDS = ("title", "summary", "body", "byline")


def plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n")


def one_line(text: str) -> str:
    return " ".join(text.split())


def themes() -> list[tuple[str, str]]:
    query = db.select(Theme).filter_by(host_id=current_host().id).order_by(Theme.position, Theme.id)
    return [(theme.slug, str(theme.text_in("name"))) for theme in db.session.scalars(query)]


def body_field(rows: int) -> TextAreaField:
    """A text in Markdown that names figures."""
    return TextAreaField(
        lazy("Text"),
        [DataRequired(MISSING), NoControlCharacters(allow_newlines=True), at_most(LONGEST_BODY)],
        filters=[clean, plain_lines],
        description=lazy(
            "An empty line begins a paragraph, ## a heading, - a list; *so* and **so** stand out. "
            "{{ grdp-growth:2023 }} stands for a figure with its unit, wherever it is printed."
        ),
        render_kw={"rows": rows},
    )


class ArticleForm(EditForm):
    """`edition`: whose figures the text may name. `pictures`: those of the edition, (hash, name)."""

    edition: Edition

    title = StringField(lazy("Title"), [DataRequired(MISSING), NoControlCharacters(), at_most(200)], filters=[clean])
    summary = TextAreaField(
        lazy("Summary"),
        [DataRequired(MISSING), NoControlCharacters(), at_most(600)],
        filters=[clean, one_line],
        description=lazy("One or two sentences, for the front page, the feed and wherever the page is shared."),
        render_kw={"rows": 3},
    )
    body = body_field(rows=24)
    byline = StringField(lazy("Written by"), [Optional(), NoControlCharacters(), at_most(200)], filters=[clean])
    theme = SelectField(lazy("Theme"), choices=themes)
    picture = SelectField(lazy("Picture"), choices=picture_choices)
    published_on = DateField(lazy("Published on"), [InputRequired(MISSING)])
    demo = BooleanField(lazy("Made up for the rehearsal"), description=lazy("Marked “sample” wherever it shows."))

    def validate_body(self, field: Any) -> None:
        field.errors = [*field.errors, *figure_names.faults_of(self.edition, field.data or "")]

    def words(self) -> dict[str, str]:
        return {name: self[name].data for name in WORDS}


def article_values(article: Article) -> dict[str, Any]:
    words = {name: article.texts_of(name).get(SOURCE, "") for name in WORDS}
    return {
        **words,
        "theme": article.theme.slug,
        "picture": article.picture.hash if article.picture else "",
        "published_on": article.published_on,
        "demo": article.demo,
    }
