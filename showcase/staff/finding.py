"""Finding anything in the console by a few words: each kind of record by its own right, and within the unit."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import ColumnElement, Select
from sqlalchemy.orm import joinedload, lazyload, load_only

from ..accounts.guard import account
from ..accounts.models import Account
from ..accounts.rules import Verb, may
from ..content.models import Achievement, Article, Indicator, Theme, edition_indicator
from ..core import search
from ..core.audit import AuditEntry
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.i18n import marked
from ..core.localised import Localised, LocalisedText, load_texts
from ..editions.context import current_edition, on_the_site
from ..editions.models import Unit
from ..editions.reach import units_within
from ..investment.models import Project, edition_project
from ..registration import tickets
from ..registration.models import Attendee, Event, Registration
from . import wording

OF_A_KIND, OF_ONE_KIND_ALONE = 5, 100
SHORTEST_CODE, SHORTEST_PHONE = 4, 4
_WORDS = 8


@dataclass(frozen=True)
class Asked:
    """What somebody types, read as words, as a code and as a telephone number."""

    text: str
    who: Account

    @property
    def patterns(self) -> list[str]:
        return search.like_patterns(self.text)[:_WORDS]

    @property
    def code(self) -> str:
        """As a reference or ticket code is stored; empty if it cannot be one."""
        code = self.text.replace(" ", "").replace("-", "").upper()
        return code if len(code) >= SHORTEST_CODE and code.isascii() and code.isalnum() else ""

    @property
    def digits(self) -> str:
        """As they stand in a stored number (+84…), whatever zero or code was typed before; empty if it is no number."""
        if set(self.text) - set("0123456789 +-.()"):
            return ""
        digits = "".join(sign for sign in self.text if sign.isdigit()).lstrip("0")
        return digits if len(digits) >= SHORTEST_PHONE else ""


@dataclass(frozen=True)
class Found:
    title: Any
    about: str = ""
    url: str = ""


@dataclass(frozen=True)
class Kind:
    """A kind of record: who may look for it, how it is asked for, and how one is shown."""

    name: str
    label: str
    verb: Verb
    query: Callable[[Asked], Select[Any] | None]
    show: Callable[[Any], Found]


@dataclass(frozen=True)
class Results:
    kind: Kind
    found: list[Found]
    more: bool


def find(text: str, who: Account, only: str = "") -> list[Results]:
    """What this account may see of what the words name, a few of each kind; of one kind alone, many."""
    asked, most = Asked(text, who), OF_ONE_KIND_ALONE if only else OF_A_KIND
    if not asked.patterns:
        return []
    rows = [(kind, _rows(kind, asked, most + 1)) for kind in kinds(who) if only in ("", kind.name)]
    load_texts(*_localised([row for _kind, found in rows for row in found]))
    return [Results(kind, [kind.show(row) for row in found[:most]], len(found) > most) for kind, found in rows if found]


def kinds(who: Account) -> list[Kind]:
    """What this account may look for."""
    return [kind for kind in KINDS if may(who.role_name, kind.verb)]


def _rows(kind: Kind, asked: Asked, most: int) -> Sequence[Any]:
    query = kind.query(asked)
    return [] if query is None else db.session.scalars(query.limit(most)).all()


def _localised(rows: Sequence[Any]) -> list[Localised]:
    """The records whose texts will be shown."""
    events = [row.registration.event for row in rows if isinstance(row, Attendee)]
    return [row for row in (*rows, *events) if isinstance(row, Localised)]


def _named(model: type[Any], asked: Asked, *fields: str) -> Select[Any]:
    """Records one of whose names has a word that begins like each of the words."""
    named = db.exists().where(
        LocalisedText.owner_kind == model.__tablename__,
        LocalisedText.owner_id == model.id,
        LocalisedText.field.in_(fields),
        *_all(LocalisedText.folded, asked),
    )
    return db.select(model).where(named).order_by(model.id).options(lazyload("*"))


def _all(column: Any, asked: Asked) -> list[ColumnElement[bool]]:
    return [column.like(pattern, escape="\\") for pattern in asked.patterns]


def _guests(asked: Asked) -> Select[Any]:
    return (
        db.select(Attendee)
        .where(Attendee.id.in_(db.union(*_ways_to_guests(asked))), Attendee.dropped_at.is_(None))
        .order_by(Attendee.sort_given, Attendee.id)
        .options(
            lazyload(Attendee.sessions),
            joinedload(Attendee.registration, innerjoin=True).options(
                lazyload("*"), joinedload(Registration.event, innerjoin=True).lazyload("*")
            ),
        )
    )


def _ways_to_guests(asked: Asked) -> list[Select[Any]]:
    """Queries for the ids of guests: each reads one table or one index, where a single OR would join all rows."""
    party = db.select(Attendee.id).join(Attendee.registration)
    ways = [
        db.select(Attendee.id).where(*_all(Attendee.folded, asked)),
        party.where(*_all(Registration.contact_folded, asked)),
    ]
    if asked.code:
        # As a range, so that the index of codes serves; codes are of digits and capitals, so none stands behind ZZ….
        ways.append(party.where(Registration.code.between(asked.code, asked.code + "Z" * 12)))
        ways.append(db.select(Attendee.id).where(Attendee.id.in_(tickets.attendees_of_short_code(asked.code))))
    if asked.digits:
        ways.append(party.where(Registration.contact_phone.contains(asked.digits)))
        ways.append(party.where(Registration.home_phone.contains(asked.digits)))
    if "@" in asked.text:
        ways.append(party.where(db.func.lower(Registration.contact_email) == asked.text.lower()))
    return ways


def _guest(person: Attendee) -> Found:
    registration = person.registration
    about = (registration.code, wording.states().get(registration.state, ""), str(registration.event.text_in("title")))
    return Found(
        person.name, " · ".join(filter(None, about)), url_for("staff_guests.registration", code=registration.code)
    )


def _of_the_edition(query: Select[Any], edition_id: Any) -> Select[Any] | None:
    edition = current_edition()
    return None if edition is None else query.where(edition_id == edition.id)


def _articles(asked: Asked) -> Select[Any] | None:
    """What is not on the site yet is for those who work on it."""
    query = _named(Article, asked, "title", "summary")
    if not may(asked.who.role_name, Verb.TRANSLATE):
        query = query.where(Article.is_public)
    return _of_the_edition(query, Article.edition_id)


def _achievements(asked: Asked) -> Select[Any] | None:
    return _of_the_edition(_named(Achievement, asked, "title"), Achievement.edition_id)


def _indicators(asked: Asked) -> Select[Any] | None:
    return _of_the_edition(_named(Indicator, asked, "name").join(edition_indicator), edition_indicator.c.edition_id)


def _projects(asked: Asked) -> Select[Any] | None:
    query = _named(Project, asked, "name").join(edition_project, edition_project.c.project_id == Project.id)
    return _of_the_edition(query, edition_project.c.edition_id)


def _themes(asked: Asked) -> Select[Any] | None:
    edition = current_edition()
    return None if edition is None else _named(Theme, asked, "name").where(Theme.host_id == edition.host_id)


def _units(asked: Asked) -> Select[Any]:
    query = _named(Unit, asked, "name").options(
        load_only(Unit.code, Unit.level, Unit.official_name, Unit.valid_from, Unit.valid_until)
    )
    return query.where(Unit.id.in_(units_within(asked.who, Verb.SEE_UNITS)))


def _unit(unit: Unit) -> Found:
    about = [unit.code, _span(unit)]
    return Found(unit.text_in("name"), " · ".join(filter(None, about)), url_for("staff_units.unit", code=unit.code))


def _span(unit: Unit) -> str:
    if unit.valid_until is None:
        return ""
    return _("until %(day)s", day=unit.valid_until.strftime("%d/%m/%Y"))


def _events(asked: Asked) -> Select[Any]:
    query = _named(Event, asked, "title", "venue")
    return query if _sets_up(asked.who) else query.join(Event.edition).where(on_the_site())


def _sets_up(who: Account | None) -> bool:
    return who is not None and may(who.role_name, Verb.SET_UP)


def _accounts(asked: Asked) -> Select[Any]:
    # Names of accounts are not folded in the database; there are few, and their addresses have no marks.
    names = db.session.execute(db.select(Account.id, Account.name, Account.email)).all()
    words = search.words(asked.text)
    ids = [
        number
        for number, name, email in names
        if all(any(part.startswith(word) for part in search.words(f"{name} {email}")) for word in words)
    ]
    return db.select(Account).where(Account.id.in_(ids)).order_by(Account.name, Account.id)


def _changes(asked: Asked) -> Select[Any]:
    """Subjects of the log by their name (`registration:12`), or by a registration's reference."""
    subject = asked.text.strip().lower()
    wanted = [AuditEntry.subject == subject, AuditEntry.subject.startswith(subject + ":", autoescape=True)]
    if asked.code:
        number = db.select(Registration.id).where(Registration.code == asked.code).scalar_subquery()
        wanted.append(AuditEntry.subject == db.literal("registration:").concat(db.cast(number, db.String)))
    return db.select(AuditEntry.subject).where(db.or_(*wanted)).distinct().order_by(AuditEntry.subject)


def _shown(endpoint: str, field: str) -> Callable[[Any], Found]:
    return lambda record: Found(record.text_in(field), url=url_for(endpoint, slug=record.slug))


def _article(article: Article) -> Found:
    page = "content.article" if article.is_public else "editorial.way"
    return Found(article.text_in("title"), url=url_for(page, slug=article.slug))


def _theme(theme: Theme) -> Found:
    return Found(theme.text_in("name"), url=url_for("content.articles") + "#" + theme.slug)


def _event(event: Event) -> Found:
    page = url_for("staff_events.event", slug=event.slug)
    shown = page if _sets_up(account()) else url_for("registration.gathering", event=event.slug)
    return Found(event.text_in("title"), event.slug, shown)


def _account(found: Account) -> Found:
    return Found(found.name, found.email, url_for("staff_accounts.account", account_id=found.id))


def _subject(subject: str) -> Found:
    return Found(subject, url=url_for("staff_audit.changes", about=subject))


KINDS = (
    Kind("guests", marked("Guests"), Verb.SEE_GUESTS, _guests, _guest),
    Kind("events", marked("Events"), Verb.SEE_CONSOLE, _events, _event),
    Kind("articles", marked("Articles"), Verb.SEE_CONSOLE, _articles, _article),
    Kind(
        "achievements", marked("Achievements"), Verb.SEE_CONSOLE, _achievements, _shown("content.achievement", "title")
    ),
    Kind("indicators", marked("Figures"), Verb.SEE_CONSOLE, _indicators, _shown("content.indicator", "name")),
    Kind("projects", marked("Projects"), Verb.SEE_CONSOLE, _projects, _shown("investment.project", "name")),
    Kind("themes", marked("Themes"), Verb.SEE_CONSOLE, _themes, _theme),
    Kind("units", marked("Units"), Verb.SEE_UNITS, _units, _unit),
    Kind("accounts", marked("Accounts"), Verb.MANAGE_ACCOUNTS, _accounts, _account),
    Kind("changes", marked("Audit"), Verb.SEE_AUDIT, _changes, _subject),
)
