"""Forms over stored records: nobody's change is lost when two people write at once, and a change can be taken back.

A page carries a short digest of each value as it stood when the page was made. What comes back is compared
field by field: a field that this person left alone takes what is stored now; one that only this person changed
is theirs; one that both changed otherwise is a conflict, shown side by side, and kept again or given up by choice.
Long texts are compared paragraph by paragraph (core/merging.py): only a paragraph that both changed is a conflict.
"""

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

from flask import request
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    Field,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Optional

from . import audit, merging
from .forms import Form, NoControlCharacters, at_most, clean
from .i18n import FALLBACK, LOCALES, SOURCE, gettext, lazy
from .localised import Localised

THEIRS = "theirs"
_MARK = ""  # no field's name
_PARAGRAPHS = "¶"  # before the name of a field whose paragraphs are known too
_BETWEEN = ", "  # the values of a field that has several; they hold no comma


@dataclass(frozen=True)
class Conflict:
    """A field that somebody else changed while this person changed it otherwise; both as people read them."""

    name: str
    label: str
    theirs: str
    yours: str


class EditForm(Form):
    """A form over a record. `stored` maps its fields to what is stored now: plain values, texts as {locale: text}."""

    seen = HiddenField()

    def __init__(self, posted: MultiDict[str, str] | None, stored: Mapping[str, Any]) -> None:
        super().__init__(posted, data=stored)
        self._posted, self._stored = posted, stored
        self.conflicts: list[Conflict] = []
        if posted is None:
            self.seen.data = _digests(self, secrets.token_urlsafe(12))
        self.sent = {field.name: typed(field) for field in leaves(self)}

    @classmethod
    def of_request(cls, subject: Any, stored: Mapping[str, Any]) -> Self:
        """The form as asked for: fresh, as sent, or with a change of `subject` taken back."""
        if request.method != "POST":
            return cls(None, stored)
        entry = audit.entry_of(subject, request.form.get("undo", type=int))
        return cls(request.form, stored) if entry is None else cls.taking_back(audit.changes_of(entry), stored)

    @classmethod
    def taking_back(cls, changes: Mapping[str, tuple[str, str]], stored: Mapping[str, Any]) -> Self:
        """What somebody would send who had the page open since right after a change and types the old values."""
        as_it_is = {field.name: typed(field) for field in leaves(cls(None, stored))}
        known = {name: change for name, change in changes.items() if name in as_it_is}
        posted = as_it_is | {name: old for name, (old, _new) in known.items()}
        seen = as_it_is | {name: new for name, (_old, new) in known.items()}
        fields = list(leaves(cls(None, stored)))
        posted["seen"] = json.dumps(_seen_of((field, seen[field.name]) for field in fields))
        several = {field.name for field in fields if isinstance(field, SelectMultipleField)}
        boxes = several | {field.name for field in fields if isinstance(field, BooleanField)}
        sent = ((name, one) for name, v in posted.items() for one in (v.split(_BETWEEN) if name in several else [v]))
        return cls(MultiDict((name, one) for name, one in sent if one or name not in boxes), stored)

    def is_accepted(self) -> bool:
        """Take over what others changed meanwhile; whether what results is valid and nothing contradicts."""
        self._merge()
        return self.validate() and not self.conflicts

    @property
    def mark(self) -> str:
        """What tells this form from the same one on another page (core/once.py)."""
        return str(_read(self.seen.data).get(_MARK, ""))

    @property
    def status(self) -> int:
        """The HTTP status of a form that was not accepted."""
        return 409 if self.conflicts else 422

    def changes(self) -> dict[str, tuple[str, str]]:
        """Field → (stored, new) as a form writes them, of the fields that differ; for the audit."""
        before = {field.name: typed(field) for field in leaves(type(self)(None, self._stored))}
        after = {field.name: typed(field) for field in leaves(self)}
        return {name: (before[name], after[name]) for name in before if before[name] != after[name]}

    def write_to(self, record: Any) -> None:
        """Give the record what the form holds; fields of another name than the record's are the caller's."""
        for field in self:
            if isinstance(field, TextsField):
                field.write_to(record)
            elif field is not self.seen and hasattr(record, field.name):
                setattr(record, field.name, field.data)

    def texts(self) -> dict[str, dict[str, str]]:
        """What the form says in several languages: field → {locale: text}."""
        return {field.short_name: field.data for field in self if isinstance(field, TextsField)}

    def _merge(self) -> None:
        seen = _read(self.seen.data)
        still_open: dict[str, str] = {}
        for mine, theirs in zip(leaves(self), leaves(type(self)(None, self._stored)), strict=True):
            yours, now = typed(mine), typed(theirs)
            if yours == now:
                continue
            left_alone = seen.get(mine.name) == _digest(yours)
            given_up = self._posted is not None and self._posted.get(f"take-{mine.name}") == THEIRS
            if left_alone or given_up:
                mine.data, mine.raw_data, mine.process_errors = theirs.data, [now], []
            elif seen.get(mine.name) == _digest(now):
                continue
            elif (base := seen.get(_PARAGRAPHS + mine.name)) and isinstance(base, str):
                still_open |= self._merge_paragraphs(mine, base.split(), now)
            else:
                self.conflicts.append(Conflict(mine.name, _label(self, mine), _in_words(theirs), _in_words(mine)))
        self.seen.data = _digests(type(self)(None, self._stored), self.mark, **still_open)

    def _merge_paragraphs(self, mine: Field, base: list[str], now: str) -> dict[str, str]:
        """Put both changes of a long text together; what the page is to remember of what is left to decide."""

        begins, sent = f"take-{mine.name}-", self._posted or MultiDict()
        decisions = {
            name.removeprefix(begins): merging.Side(choice)
            for name, choice in sent.items()
            if name.startswith(begins) and choice in list(merging.Side)
        }
        merged = merging.merge(base, typed(mine), now, decisions)
        mine.data, mine.raw_data, mine.process_errors = merged.text, [merged.text], []
        for clash in merged.clashes:
            label = gettext("%(field)s, paragraph %(number)d", field=_label(self, mine), number=clash.place)
            self.conflicts.append(Conflict(f"{mine.name}-{clash.key}", label, clash.theirs, clash.yours))
        return {mine.name: "", _PARAGRAPHS + mine.name: " ".join(merged.base)} if merged.clashes else {}


class TextsField(FormField):
    """A text of a record in every language of the interface. `data`: {locale: text}."""

    is_texts = True  # templates ask

    def __init__(
        self,
        label: Any,
        characters: int,
        rows: int = 0,
        required: bool = True,
        description: Any = "",
        **options: Any,
    ) -> None:
        kind = TextAreaField if rows else StringField
        fields = {
            code: kind(
                LOCALES[code].name,
                [
                    DataRequired(lazy("Please fill in this line.")) if required and code == SOURCE else Optional(),
                    NoControlCharacters(allow_newlines=bool(rows)),
                    at_most(characters),
                ],
                filters=[clean, _plain_newlines],
                render_kw={"lang": code} | ({"rows": rows} if rows else {}),
            )
            for code in LOCALES
        }
        super().__init__(type("Texts", (Form,), fields), label, description=description, **options)

    @property
    def everyday(self) -> list[Field]:
        """The lines that everybody fills in; the rarer languages stand folded under them."""
        return [self.form[code] for code in (SOURCE, FALLBACK)]

    @property
    def rarer(self) -> list[Field]:
        return [line for line in self.form if line.short_name not in (SOURCE, FALLBACK)]

    def write_to(self, record: Localised) -> None:
        record.set_texts(self.short_name, self.data)


class BlocksField(FormField):
    """The same fields several times over, such as a record's sources; the page shows the blocks that say something."""

    wants_more = False

    @property
    def shown(self) -> list[Any]:
        """Those filled in, at least one, and one more where it is asked for."""
        blocks = list(self.form)
        filled = [place for place, block in enumerate(blocks, 1) if self.says_something(block) or block.errors]
        return blocks[: max(1, max(filled, default=0) + self.wants_more)]

    @property
    def has_room(self) -> bool:
        return len(self.shown) < len(list(self.form))

    def says_something(self, block: FormField) -> bool:
        return any(block.data.values())


def texts_of(record: Localised, *fields: str) -> dict[str, dict[str, str]]:
    """The texts of a record as an EditForm takes them."""
    return {field: record.texts_of(field) for field in fields}


def saved_change(subject: Any) -> audit.AuditEntry | None:
    """The change that has just been saved, as the page's address says, while it is the last one of the subject."""
    return audit.entry_of(subject, request.args.get("saved", type=int), last=True)


def leaves(form: Any) -> Iterator[Field]:
    """The fields that hold a value, those of texts one by one."""
    for field in form:
        if isinstance(field, FormField):
            yield from leaves(field.form)
        elif field.name != "seen":
            yield field


def typed(field: Field) -> str:
    """What stands in a field, as a browser sends it; several values in one line."""
    if isinstance(field, BooleanField):
        return "y" if field.data else ""
    if isinstance(field, SelectMultipleField):
        return _BETWEEN.join(sorted(field.data or ()))
    if isinstance(field, SelectField):
        return "" if field.data is None else str(field.data)
    return str(field._value())


def _in_words(field: Field) -> str:
    """What stands in a field, as its page calls it."""
    if isinstance(field, BooleanField):
        return gettext("yes") if field.data else gettext("no")
    if isinstance(field, SelectField):
        chosen = set(typed(field).split(_BETWEEN))
        return _BETWEEN.join(str(label) for value, label, *_more in field.iter_choices() if str(value) in chosen)
    return typed(field)


def _digests(form: EditForm, mark: str, **kept: str) -> str:
    return json.dumps({_MARK: mark} | _seen_of((field, typed(field)) for field in leaves(form)) | kept)


def _seen_of(values: Iterable[tuple[Field, str]]) -> dict[str, str]:
    """The digests of what stands in fields, and of the paragraphs of those that have several."""
    seen: dict[str, str] = {}
    for field, value in values:
        seen[field.name] = _digest(value)
        if isinstance(field, TextAreaField) and len(parts := merging.digests(value)) > 1:
            seen[_PARAGRAPHS + field.name] = " ".join(parts)
    return seen


def _digest(value: str) -> str:
    return merging.digest(value)


def _read(seen: str | None) -> dict[str, str]:
    try:
        found = json.loads(seen or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _label(form: Form, leaf: Field) -> str:
    for field in form:
        if isinstance(field, FormField) and leaf in leaves(field.form):
            if not isinstance(field, TextsField):
                return _label(field.form, leaf)
            return gettext("%(field)s, %(language)s", field=field.label.text, language=leaf.label.text)
    return str(leaf.label.text)


def _plain_newlines(text: str) -> str:
    return text.replace("\r\n", "\n")
