"""What editors write in the homecoming guide: a section with figures by reference, and links to official services."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import BooleanField, FormField, SelectField, StringField, URLField
from wtforms.validators import URL, DataRequired, Optional, ValidationError

from ..core.database import db
from ..core.editing import BlocksField, EditForm, TextsField
from ..core.forms import Form, NoControlCharacters, at_most, clean
from ..core.i18n import SOURCE, lazy
from ..core.i18n import gettext as _
from ..editions.models import Edition
from . import figure_names
from .body_fields import MISSING, body_field
from .indicator_forms import words_of
from .models import GuideEntry

MOST_LINKS = 8
WORDS = ("heading", "body")
WHOLE_ADDRESS = lazy("Please check the address: https://…")


class LinkFields(Form):
    title = TextsField(lazy("What it is called"), 200, required=False)
    url = URLField(
        lazy("Address on the web"),
        [Optional(), NoControlCharacters(), at_most(300), URL(message=WHOLE_ADDRESS)],
        filters=[clean],
    )
    publisher = StringField(lazy("Who runs it"), [Optional(), NoControlCharacters(), at_most(120)], filters=[clean])

    @property
    def is_empty(self) -> bool:
        return not any((*self.title.data.values(), self.url.data, self.publisher.data))

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        if self.is_empty:
            return sound
        if not self.title.data[SOURCE]:
            self.title.form[SOURCE].errors = [_("Please write in Vietnamese what the link is called.")]
            return False
        if not self.url.data:
            self.url.errors = [str(WHOLE_ADDRESS)]
            return False
        return sound

    def validate_url(self, field: Any) -> None:
        if field.data and not field.data.startswith("https://"):
            raise ValidationError(str(WHOLE_ADDRESS))


Links = type(
    "Links",
    (Form,),
    {
        f"link_{number}": FormField(LinkFields, lazy("Link %(number)d", number=number))
        for number in range(1, MOST_LINKS + 1)
    },
)


class LinksField(BlocksField):
    """The links of a section; `data` is {link_1: {…}, …}."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(Links, label or lazy("Official services"), **options)

    def says_something(self, block: FormField) -> bool:
        return not block.form.is_empty

    def links(self, stored: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The links as they are stored; a title keeps the languages that the form does not offer."""
        found = []
        for place, block in enumerate(self.form):
            fields: LinkFields = block.form
            if fields.is_empty:
                continue
            before = stored[place] if place < len(stored) else {}
            same = before if before.get("url") == fields.url.data else {}
            said = {"title": words_of(fields.title.data, same.get("title")), "url": fields.url.data}
            found.append(said | ({"publisher": fields.publisher.data} if fields.publisher.data else {}))
        return [*found, *(dict(link) for link in stored[MOST_LINKS:])]


class GuideEntryForm(EditForm):
    """`edition`: whose figures the text may name. `others`: its other sections, (slug, heading), in their order."""

    edition: Edition

    heading = StringField(
        lazy("Heading"), [DataRequired(MISSING), NoControlCharacters(), at_most(200)], filters=[clean]
    )
    body = body_field(rows=12)
    links = LinksField()
    after = SelectField(lazy("Stands after"), choices=[])
    demo = BooleanField(lazy("Made up for the rehearsal"), description=lazy("Marked “sample” wherever it shows."))

    def __init__(self, posted: Any, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, stored)
        self.after.choices = [("", _("nothing: it opens the guide")), *stored.get("others", ())]

    def validate_body(self, field: Any) -> None:
        field.errors = [*field.errors, *figure_names.faults_of(self.edition, field.data or "")]

    def write_to(self, record: GuideEntry) -> None:
        changed = self.changes()
        for name in WORDS:
            if name in changed:
                record.set_text(name, SOURCE, self[name].data)
        record.links = self.links.links(record.links or [])
        record.demo = self.demo.data


def sections(edition_id: int) -> list[GuideEntry]:
    query = db.select(GuideEntry).filter_by(edition_id=edition_id).order_by(GuideEntry.position, GuideEntry.id)
    return list(db.session.scalars(query))


def guide_values(edition_id: int, entry: GuideEntry | None = None) -> dict[str, Any]:
    """What is stored of a section; of a new one, that it stands at the end."""
    order = sections(edition_id)
    others = [(one.slug, str(one.text_in("heading"))) for one in order if one is not entry]
    if entry is None:
        return {"others": others, "after": others[-1][0] if others else ""}
    place = order.index(entry)
    return {
        **{name: entry.texts_of(name).get(SOURCE, "") for name in WORDS},
        "links": {f"link_{number}": _link_values(link) for number, link in enumerate(entry.links[:MOST_LINKS], 1)},
        "after": order[place - 1].slug if place else "",
        "others": others,
        "demo": entry.demo,
    }


def _link_values(link: Mapping[str, Any]) -> dict[str, Any]:
    return {"title": link.get("title") or {}, "url": link["url"], "publisher": link.get("publisher") or ""}
