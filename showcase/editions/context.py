"""Which host, edition and event a request is about, and what every public page shows around its content."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Flask, abort, current_app, g, request, url_for
from markupsafe import Markup
from sqlalchemy import ColumnElement
from sqlalchemy.orm import joinedload, lazyload

from ..core import linked_data
from ..core.addresses import absolute_url
from ..core.database import db
from ..core.i18n import LOCALES, common_language, locale, offered, offered_by, url_for_locale
from ..core.i18n import gettext as _
from ..core.media import Media
from ..core.slugs import SLUG
from . import office_hours
from .models import Edition, Host


@dataclass(frozen=True)
class NavigationItem:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class EditionSummary:
    title: str = ""
    slug: str = ""
    horizon: str = ""  # addresses of the drawing that runs through every page
    horizon_dark: str = ""


@dataclass(frozen=True)
class Logo:
    """The host's sign; `dark`: the address of its twin for a dark ground, if there is one."""

    url: str
    width: int
    height: int
    dark: str = ""


@dataclass(frozen=True)
class Site:
    """What the layout shows of the host and its edition; empty before the first edition is loaded."""

    name: str = ""
    short_name: str = ""
    phone: str = ""
    phone_hours: str = ""  # on the host's clock
    demo: bool = False
    edition: EditionSummary = EditionSummary()
    logo: Logo | None = None
    far_hours: str = ""  # on the clock of most of its people abroad
    phone_note: str = ""
    phone_days: str = ""  # for a browser, which knows the visitor's own clock
    phone_times: str = ""
    day_names: str = ""
    timezone: str = ""


def init_app(app: Flask) -> None:
    app.jinja_env.globals.update(
        alternates=alternates,
        url_for_locale=url_for_locale,
        languages_known=LOCALES,
        office_hours=office_hours,
        linked_data=linked_data,
        host_data=host_data,
        trail_data=trail_data,
    )

    @app.context_processor
    def around() -> dict[str, Any]:
        # Error pages must not ask the database, so these are looked up only where a layout uses them.
        return {
            "site": LazySite(),
            "locales": LazyItems(offered),
            "nav_items": LazyItems(_navigation),
            "footer_items": LazyItems(_footer),
        }


def current_edition() -> Edition | None:
    """The edition on the front page: the configured one, else the newest of those that may be seen."""
    wanted, found = current_app.config["EDITION"], editions_on_the_site()
    return next((edition for edition in found if not wanted or edition.slug == wanted), None)


def editions_on_the_site() -> list[Edition]:
    """All that the public may see, newest first."""
    if "editions" not in g:
        query = (
            db.select(Edition)
            .where(on_the_site())
            .order_by(Edition.year.desc(), Edition.id.desc())
            # Texts come when they are asked for, or with all others of the page (load_texts).
            .options(lazyload("*"), joinedload(Edition.host).lazyload("*"))
        )
        g.editions = list(db.session.scalars(query))
    found: list[Edition] = g.editions
    return found


def past_editions() -> list[Edition]:
    """Those that stood on the front page before: their pages stay where they are."""
    current = current_edition()
    return [edition for edition in editions_on_the_site() if edition is not current]


def edition_of(slug: str) -> Edition:
    """The edition of a console address, whether or not the public sees it; 404 if there is none."""
    found = db.session.scalar(db.select(Edition).filter_by(slug=slug)) if SLUG.fullmatch(slug) else None
    return found or abort(404)


def on_the_site() -> ColumnElement[bool]:
    """Which editions the public may see: those that an officer has published, and the configured one."""
    return db.or_(Edition.published_at.is_not(None), Edition.slug == current_app.config["EDITION"])


def year_if_past() -> ColumnElement[int]:
    """In a query of editions: the year of one that is not on the front page, else 0."""
    edition = current_edition()
    return db.case((Edition.id == (edition.id if edition else 0), 0), else_=Edition.year)


def current_host() -> Host:
    """The host of the edition on the front page; before there is one, its pages are not there."""
    edition = current_edition()
    if edition is None:
        abort(404)
    return edition.host


@offered_by
def languages_of_edition() -> list[str]:
    edition = current_edition()
    return edition.locales if edition else []


class LazySite:
    """Reads the site when a template first asks for a part of it."""

    def __getattr__(self, name: str) -> Any:
        if "site" not in g:
            g.site = _site()
        return getattr(g.site, name)


class LazyItems:
    """A list of links, made when a template walks over it: mails have no request, error pages need none."""

    def __init__(self, items: Callable[[], Sequence[Any]]) -> None:
        self._items = items

    def __iter__(self) -> Iterator[Any]:
        return iter(self._items())

    def __len__(self) -> int:
        return len(self._items())


def alternates() -> Markup:
    """The canonical address and one `hreflang` link for each language, and x-default."""
    base = current_app.config["BASE_URL"]
    rows = [Markup('<link rel="canonical" href="{}">').format(base + url_for_locale(locale()).split("?")[0])]
    for language in offered():
        address = base + url_for_locale(language.code)
        rows.append(Markup('<link rel="alternate" hreflang="{}" href="{}">').format(language.code, address))
    default = base + ("/" if request.endpoint == "content.home" else url_for_locale(common_language()))
    rows.append(Markup('<link rel="alternate" hreflang="x-default" href="{}">').format(default))
    return Markup("\n").join(rows)


def host_data(host: Host) -> linked_data.Thing:
    """The host as search engines know it; its name is the site's."""
    found = _logo(host)
    logo = current_app.config["BASE_URL"] + found.url if found else ""
    home = absolute_url("content.home")
    # A made-up telephone number is for the eyes of a rehearsal only.
    phone, email = ("", "") if host.demo else (host.phone, host.email)
    return linked_data.organization(host.text_in("name"), home, phone, email, logo, host.text_in("place"))


def trail_data(items: Iterable[tuple[Any, str]]) -> Markup:
    """The way back of a public page, for search engines; the console is none of theirs."""
    if request.path.startswith("/staff"):
        return Markup("")
    base = current_app.config["BASE_URL"]
    home = (LazySite().short_name, absolute_url("content.home"))
    return linked_data.script(linked_data.breadcrumb_list([home, *((name, base + url) for name, url in items)]))


def _site() -> Site:
    edition = current_edition()
    if edition is None:
        return Site()
    host = edition.host
    return Site(
        name=str(host.text_in("name")),
        short_name=str(host.text_in("short_name")),
        phone=host.phone,
        phone_hours=office_hours.at_home(host),
        far_hours=office_hours.far_away(host),
        phone_note=str(host.text_in("phone_hours")),
        phone_days=" ".join(host.phone_days),
        phone_times=" ".join(host.phone_times),
        day_names=",".join(office_hours.day_names()),
        timezone=host.timezone,
        demo=host.demo,
        edition=EditionSummary(
            title=str(edition.text_in("title")),
            slug=edition.slug,
            horizon=_picture(edition, "horizon"),
            horizon_dark=_picture(edition, "horizon_dark"),
        ),
        logo=_logo(host),
    )


def _logo(host: Host) -> Logo | None:
    if host.logo_id is None:  # most pages need not ask
        return None
    shown = db.select(Media.id, Media.hash, Media.width, Media.height)
    rows = db.session.execute(shown.where(Media.id.in_([host.logo_id, host.logo_dark_id or host.logo_id])))
    found = {row.id: row for row in rows}
    light, dark = found[host.logo_id], found.get(host.logo_dark_id or 0)
    address = url_for("media.media_file", digest=light.hash)
    twin = url_for("media.media_file", digest=dark.hash) if dark else ""
    return Logo(address, light.width or 0, light.height or 0, twin)


def _picture(edition: Edition, use: str) -> str:
    digest = edition.pictures.get(use)
    return url_for("media.media_file", digest=digest) if digest else ""


def _navigation() -> list[NavigationItem]:
    if "navigation" not in g:
        g.navigation = _navigation_of(request.endpoint or "")
    found: list[NavigationItem] = g.navigation
    return found


def _navigation_of(endpoint_now: str) -> list[NavigationItem]:
    section = endpoint_now.split(".")[-1]
    entries = [
        (_("Home"), "content.home", {"home"}),
        (_("Achievements"), "content.achievements", {"achievements", "achievement"}),
        (_("Figures"), "content.indicators", {"indicators", "indicator"}),
        (_("Projects"), "investment.projects", {"projects", "project"}),
        (_("Our commune"), "content.communes", {"communes", "commune"}),
        (_("Articles"), "content.articles", {"articles", "article"}),
        (_("Guide"), "content.guide", {"guide"}),
        (_("The gathering"), "registration.next_gathering", {"gathering", "next_gathering", "register"}),
    ]
    return _items(entries, section)


def _footer() -> list[NavigationItem]:
    entries = [(_("Your data and your rights"), "registration.privacy", {"privacy"})]
    items = _items(entries, (request.endpoint or "").split(".")[-1])
    for edition in past_editions():
        address = url_for("content.past_edition", slug=edition.slug)
        items.append(NavigationItem(_("Edition of %(year)s", year=edition.year), address, request.path == address))
    return items


def _items(entries: list[tuple[str, str, set[str]]], section: str) -> list[NavigationItem]:
    return [
        NavigationItem(label, url_for(endpoint), section in sections)
        for label, endpoint, sections in entries
        if endpoint in current_app.view_functions
    ]
