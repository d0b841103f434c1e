"""What editors write in the source language: articles with figures by reference."""

from typing import Any

from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Optional

from ..content import figure_names
from ..content.body_fields import MISSING, body_field
from ..content.models import Article, Theme
from ..content.pictures import picture_choices
from ..core.database import db
from ..core.editing import EditForm
from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..editions.context import current_host
from ..editions.models import Edition

WORDS = ("title", "summary", "body", "byline")


def one_line(text: str) -> str:
    return " ".join(text.split())


def themes() -> list[tuple[str, str]]:
    query = db.select(Theme).filter_by(host_id=current_host().id).order_by(Theme.position, Theme.id)
    return [(theme.slug, str(theme.text_in("name"))) for theme in db.session.scalars(query)]


class ArticleForm(EditForm):
    """`edition`: whose figures the text may name. `pictures`: those of the edition, (hash, name)."""

    edition: Edition

    title = StringField(lazy("Headline"), [DataRequired(MISSING), NoControlCharacters(), at_most(200)], filters=[clean])
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
