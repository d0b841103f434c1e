"""The field that forms of several kinds of text share: a body in Markdown that names figures."""

from wtforms import TextAreaField
from wtforms.validators import DataRequired

from ..core.forms import NoControlCharacters, at_most, clean
from ..core.i18n import lazy

MISSING = lazy("Please fill in this line.")
LONGEST_BODY = 40_000


def plain_lines(text: str) -> str:
    return text.replace("\r\n", "\n")


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
