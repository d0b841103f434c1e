"""What each kind of section shows: its references looked up, its figures written out, its sources numbered."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup
from sqlalchemy.orm import selectinload

from ..content import figures as content_figures
from ..content import prose
from ..content.figures import written
from ..content.models import Achievement, Article, Fact, Feature, Indicator, Observation
from ..core import charts, numbers, pdf, qr
from ..core.addresses import absolute_url
from ..core.charts import Palette, Shape
from ..core.database import db
from ..core.i18n import gettext as _
from ..core.localised import Localised, Shown, worded
from ..core.media import Media
from ..core.numbers import Figure
from ..editions import officials
from ..editions.models import Edition, Official, Unit
from ..investment.models import Project
from ..investment.record import capital
from ..photos import services as photos
from .bundles import SHORT_HASH, WHOLE_HASH
from .models import Issue, Section
from .rules import Check, Finding, Severity

ON_MAP = Palette(scale=("#F6DDCB", "#EDBFA3", "#E2A07E", "#C4704F", "#A8452A"))
RANGE = "\u2060–\u2060"  # a dash between numbers, not to be broken after
CHART_YEARS = 8  # back from the newest; a lone older figure would press the others together
CHART_WIDTH = 420  # drawn wider than it is set, so that its letters come out small
ON_WATER = Palette(ground="#DEEAEC", rule="#B5D0D7")


class Missing(LookupError):
    """A reference of a section leads nowhere; the message names it."""


@dataclass
class Reader:
    """Reads an issue's content section by section, and remembers each source under one number."""

    issue: Issue
    version: int | None = None  # that is being frozen; none: a draft
    section: str = ""
    sources: list[dict[str, Any]] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.edition: Edition = self.issue.publication.edition

    def enter(self, section: Section) -> None:
        self.section = section.slug
        self.trust(section)

    def note(self, check: Check, detail: str, severity: Severity = Severity.AMBER) -> None:
        finding = Finding(severity, check, self.section, detail)
        if finding not in self.findings:
            self.findings.append(finding)

    def trust(self, record: Localised) -> None:
        """Note what of a record's texts nobody has reviewed, or stands there in another language."""
        name = getattr(record, "slug", None) or getattr(record, "key", "") or record.__class__.__name__.lower()
        for field_name in record.FIELDS:
            shown = record.text_in(field_name)
            if shown and shown.is_unreviewed:
                self.note(Check.UNREVIEWED, f"{name}.{field_name}")
            if shown and shown.is_fallback:
                self.note(Check.FALLBACK, f"{name}.{field_name}")
        if getattr(record, "demo", False):
            self.note(Check.DEMO, name)

    def cite(self, record: Any, name: str) -> list[int]:
        """The numbers under which the evidence of a figure stands on the page of sources."""
        if not record.sources:
            self.note(Check.SOURCE, name, Severity.RED)
        return sorted({self._number_of(source) for source in record.sources})

    def _number_of(self, source: dict[str, Any]) -> int:
        key = (source.get("title"), source.get("publisher"), source.get("url"))
        for number, known in enumerate(self.sources, 1):
            if (known.get("title"), known.get("publisher"), known.get("url")) == key:
                return number
        self.sources.append(source)
        return len(self.sources)

    def picture(self, name: str) -> Media | None:
        """A picture by its use in the edition, its slug, its name in the library or its hash."""
        digest = self.edition.pictures.get(name, name)
        found = db.session.scalar(db.select(Media).filter_by(hash=digest)) or photos.named(self.edition.host_id, name)
        if found is None:
            raise Missing(f"picture {name}")
        if not photos.may_be_shown(found):
            raise Missing(f"consent to picture {name}")
        if not found.text_in("alt"):
            self.note(Check.ALT_TEXT, name, Severity.RED)
        return found

    def official(self, office: str) -> Official:
        """Who holds an office today: what is not yet frozen names whoever is in office when it is made."""
        today = officials.today_of(self.edition.host)
        found = officials.official_on(self.edition.host, office, today)
        if found is None:
            raise Missing(f"holder of office {office} on {today}")
        self.trust(found)
        return found

    def by_slug(self, model: Any, slugs: list[str], name: str, **also: Any) -> list[Any]:
        """Records in the order in which a section names them."""
        query = db.select(model).filter_by(**also).where(model.slug.in_(slugs))
        found = {record.slug: record for record in db.session.scalars(query)}
        for slug in slugs:
            if slug not in found:
                raise Missing(f"{name} {slug}")
            self.trust(found[slug])
        return [found[slug] for slug in slugs]


def nothing(section: Section, reader: Reader) -> dict[str, Any]:
    return {}


def cover(section: Section, reader: Reader) -> dict[str, Any]:
    by_slug = {other.slug: other for other in reader.issue.sections}
    teasers = []
    for slug in section.references.get("teasers", []):
        if slug not in by_slug:
            raise Missing(f"section {slug}")
        teasers.append(by_slug[slug])
    if reader.issue.demo:
        reader.note(Check.DEMO, reader.issue.slug)
    return {"picture": reader.picture(section.references.get("picture", "cover")), "teasers": teasers}


_UNLISTED = {"cover", "inside-cover", "contents", "back-cover"}


def table_of_contents(section: Section, reader: Reader) -> dict[str, Any]:
    listed = [other for other in reader.issue.sections if other.template not in _UNLISTED]
    return {"listed": listed, "imprint": _noted_imprint(reader)}


def _noted_imprint(reader: Reader) -> list[tuple[str, str]]:
    lines = imprint(reader)
    for name, said in lines:
        if not said:
            reader.note(Check.IMPRINT, name)
    return lines


def imprint(reader: Reader) -> list[tuple[str, str]]:
    """The lines that the law asks for; (name, text), the text empty where it is not settled."""
    given = reader.issue.imprint

    def said(name: str) -> str:
        value = given.get(name)
        if isinstance(value, dict):
            return str(worded(value))
        return "" if value is None else str(value)

    return [
        (_("Published by"), said("publisher") or str(reader.edition.host.text_in("name"))),
        (_("Responsible for publication and content"), said("responsible")),
        (_("Editors, layout, proof-reading"), said("editors")),
        (_("Drawings"), _credits(reader)),
        (_("Publishing licence"), ", ".join(filter(None, map(said, _LICENCE)))),
        (_("Printing house"), said("printer")),
        (_("Print run"), said("print_run")),
        (_("Pages and format"), said("format")),
        (_("Printed and deposited"), ", ".join(filter(None, (said("printed"), said("deposited"))))),
        (_("Version"), _version(reader)),
    ]


def _version(reader: Reader) -> str:
    """A draft says so in about as many words, so that freezing does not move the lines."""
    if reader.version is None:
        return _("Draft, not for print. Its version and the SHA-256 of its content stand here when it is frozen.")
    return _(
        "%(number)s, content %(short)s (SHA-256: %(whole)s)", number=reader.version, short=SHORT_HASH, whole=WHOLE_HASH
    )


_LICENCE = ("licence_number", "licence_date", "licence_authority")


def _credits(reader: Reader) -> str:
    digests = set(reader.edition.pictures.values())
    names = db.session.scalars(db.select(Media.credit).where(Media.hash.in_(digests)).distinct())
    return ", ".join(sorted(filter(None, names)))


def letter(section: Section, reader: Reader) -> dict[str, Any]:
    shown = section.text_in("text")
    blocks = [block.strip() for block in str(shown).split("\n\n") if block.strip()]
    signature, person = worded(section.references.get("signature", {})), ""
    demo = bool(section.references.get("demo") or reader.issue.demo)
    if office := section.references.get("signer"):
        official = reader.official(office)
        signature, person, demo = official.text_in("title"), official.person, demo or official.demo
    if demo:
        reader.note(Check.DEMO, section.slug)
    return {
        "salutation": blocks[0] if blocks else "",
        "paragraphs": blocks[1:],
        "lang": shown.lang,
        "signature": signature,
        "person": person,
        "demo": demo,
    }


@dataclass(frozen=True)
class Numeral:
    """A figure of the poster."""

    number: str
    before: str  # the measure's word, on the side where the language has it
    after: str
    name: Shown
    period: str
    aside: str  # what belongs to it: a standing, a score
    sources: list[int]


@dataclass(frozen=True)
class Chart:
    name: Shown
    unit: str
    svg: Markup
    sources: list[int]


def figures(section: Section, reader: Reader) -> dict[str, Any]:
    numerals = []
    for reference in section.references.get("figures", []):
        indicator = reader.by_slug(Indicator, [reference["indicator"]], "indicator")[0]
        numerals.append(_numeral(indicator, str(reference["period"]), reader))
    drawn = reader.by_slug(Indicator, section.references.get("charts", []), "indicator")
    return {"numerals": numerals, "charts": [_chart(indicator, reader) for indicator in drawn]}


def _numeral(indicator: Indicator, period: str, reader: Reader) -> Numeral:
    found = [o for o in indicator.observations if o.period == period]
    if not found:
        raise Missing(f"figure {indicator.slug} {period}")
    observation = found[0]
    said = content_figures.observed(observation, indicator.unit)
    number, before, after, aside = said.number, "", said.unit, ""
    if observation.rank is not None:
        # A rank says more than the points behind it.
        aside = written(observation.value, indicator.unit).text
        number, before, after = str(observation.rank), _("rank"), ""
        if observation.out_of:
            number += f"/{numbers.number(observation.out_of)}"
    doubt = {"rounded": _("rounded"), "conflicting": _("sources differ")}.get(observation.confidence, "")
    standing = content_figures.standing(observation)
    return Numeral(
        number=number,
        before=before,
        after=after,
        name=indicator.text_in("name"),
        period=numbers.period_in_sentence(period),
        aside=" · ".join(filter(None, (aside, standing, doubt))),
        sources=reader.cite(observation, f"{indicator.slug} {period}"),
    )


def _chart(indicator: Indicator, reader: Reader) -> Chart:
    """Whole years only, and nothing that was known after the edition's year."""
    series = next((s for s in content_figures.series_of(_years(indicator)) if s.can_be_drawn), None)
    if series is None:
        raise Missing(f"chart {indicator.slug}")
    cited = {n for o in series.observations for n in reader.cite(o, f"{indicator.slug} {o.period}")}
    svg = content_figures.chart(indicator, series, ON_WATER, CHART_WIDTH)
    return Chart(indicator.text_in("name"), written(2, indicator.unit).unit, svg, sorted(cited))


def _years(indicator: Indicator) -> list[Observation]:
    found = [
        o
        for o in indicator.observations
        if numbers.period_kind(o.period).name == "year" and o.variant == 0 and not o.after_edition
    ]
    newest = max((numbers.period_position(o.period) for o in found), default=0)
    return [o for o in found if newest - numbers.period_position(o.period) <= CHART_YEARS]


@dataclass(frozen=True)
class Told:
    """An achievement as it stands on the page."""

    record: Achievement
    when: str
    facts: list[tuple[str, Figure]]
    sources: list[int]


def achievements(section: Section, reader: Reader) -> dict[str, Any]:
    chosen = reader.by_slug(Achievement, section.references.get("achievements", []), "achievement")
    told = [
        Told(
            record,
            numbers.period(record.period),
            [_fact(fact) for fact in record.facts[:3]],
            reader.cite(record, record.slug),
        )
        for record in sorted(chosen, key=lambda record: record.topic.position)
    ]
    half = -(-len(told) // 2)
    return {"pages": [told[:half], told[half:]], **_optional_picture(section, reader, "achievements")}


def _fact(fact: dict[str, Any]) -> tuple[str, Figure]:
    return str(worded(fact.get("label"))), written(fact.get("value"), fact.get("unit"), fact.get("of"))


def _optional_picture(section: Section, reader: Reader, use: str) -> dict[str, Any]:
    name = section.references.get("picture") or (use if use in reader.edition.pictures else None)
    return {"picture": reader.picture(name) if name else None, "picture_name": name}


@dataclass(frozen=True)
class Call:
    """A project that looks for partners, with the address of its live page."""

    number: int
    record: Project
    capital: str
    area: str
    address: str
    code: Markup
    sources: list[int]


def projects(section: Section, reader: Reader) -> dict[str, Any]:
    chosen = reader.by_slug(Project, section.references.get("projects", []), "project")
    calls = []
    for number, record in enumerate(chosen, 1):
        address = absolute_url("investment.project", slug=record.slug)
        calls.append(
            Call(
                number=number,
                record=record,
                capital=capital(record),
                area=written(record.area_ha, "ha").text if record.area_ha is not None else "",
                address=address,
                code=qr.svg(address, _("QR code of the project’s page: %(address)s", address=address)),
                sources=reader.cite(record, record.slug),
            )
        )
    return {"calls": calls, "map": _district_map(calls, reader)}


def _district_map(calls: list[Call], reader: Reader) -> Markup:
    """The districts with the numbers of the projects that lie in them; empty without outlines."""
    query = (
        db.select(Unit)
        .options(selectinload(Unit.texts))
        .where(Unit.level == "district", Unit.outline.is_not(None))
        .order_by(Unit.code)
    )
    units = list(db.session.scalars(query))
    named = Counter(unit.short_name for unit in units)
    shapes = []
    for unit in units:
        here = [call.number for call in calls if unit in call.record.units]
        shapes.append(
            Shape(
                code=unit.code,
                name=_map_name(unit, named[unit.short_name] > 1),
                geometry=unit.outline or {},
                label_at=(unit.lon, unit.lat) if unit.lon is not None and unit.lat is not None else None,
                value=float(len(here)) or None,
                text=" · ".join(map(str, here)),
            )
        )
    if not shapes:
        return Markup("")
    desc = "; ".join(f"{shape.name}: {shape.text}" for shape in shapes if shape.text)
    return charts.choropleth(shapes, title=_("Where the projects are"), desc=desc, key="map", width=620, palette=ON_MAP)


def _map_name(unit: Unit, is_ambiguous: bool) -> str:
    """The short name; where a town and a district share one, the town says what it is."""
    short = unit.short_name or str(unit.text_in("name"))
    return _("%(name)s town", name=short) if is_ambiguous and unit.kind == "thi-xa" else short


def article(section: Section, reader: Reader) -> dict[str, Any]:
    chosen = reader.by_slug(Article, [section.references.get("article", "")], "article")[0]
    given = reader.by_slug(
        Feature, section.references.get("contributions", []), "contribution", host_id=reader.edition.host_id
    )
    facts = _facts(section.references.get("facts", []), reader)
    body = chosen.text_in("body")
    written = _on_paper(body, reader)
    if not chosen.is_public:
        reader.note(Check.UNAPPROVED, chosen.slug)
    return {
        "article": chosen,
        "body": written.html(mark=section.slug, on_paper=True),
        "lang": body.lang,
        "sources": _cited(written, reader),
        "facts": facts,
        "given": [
            (
                feature,
                [_fact(fact)[1].text.replace("–", RANGE) for fact in feature.details.get("facts", [])[:2]],
                reader.cite(feature, feature.slug),
            )
            for feature in given
        ],
        **_optional_picture(section, reader, ""),
    }


def _on_paper(text: Shown, reader: Reader) -> prose.Written:
    """On paper a figure in a text is no link; its sources stand beside or under the text."""
    return prose.read(reader.edition, text).without_links()


def _cited(written: prose.Written, reader: Reader) -> list[int]:
    return sorted({n for name, found in written.cited() for n in reader.cite(found, name)})


def text(section: Section, reader: Reader) -> dict[str, Any]:
    """A text that belongs to the issue alone, with figures by reference; `lines` under it are for writing on."""
    body = section.text_in("text")
    written = _on_paper(body, reader)
    return {
        "body": written.html(mark=section.slug, on_paper=True),
        "lang": body.lang,
        "sources": _cited(written, reader),
        "lines": int(section.references.get("lines", 0)),
    }


def front(section: Section, reader: Reader) -> dict[str, Any]:
    """The first page of a bulletin: a short text of its own, some figures beside it, and what stands inside."""
    listed = [other for other in reader.issue.sections if other.template not in (*_UNLISTED, section.template)]
    if reader.issue.demo:
        reader.note(Check.DEMO, reader.issue.slug)
    return {
        **text(section, reader),
        "numerals": figures(section, reader)["numerals"],
        "listed": [other for other in listed if other.template == "article"],
        **_optional_picture(section, reader, ""),
    }


def last_page(section: Section, reader: Reader) -> dict[str, Any]:
    """The last page of a bulletin: evidence, imprint and the way to the site in one."""
    return {**sources(section, reader), **back_cover(section, reader), "imprint": _noted_imprint(reader)}


def _facts(keys: list[str], reader: Reader) -> list[tuple[Figure, Shown, str, list[int]]]:
    query = db.select(Fact).where(Fact.host_id == reader.edition.host_id, Fact.key.in_(keys))
    found = {fact.key: fact for fact in db.session.scalars(query)}
    rows = []
    for key in keys:
        if key not in found:
            raise Missing(f"fact {key}")
        fact = found[key]
        reader.trust(fact)
        said = written(fact.value, fact.unit)
        rows.append(
            (said, fact.text_in("label"), numbers.period(fact.period).replace("–", RANGE), reader.cite(fact, key))
        )
    return rows


def sources(section: Section, reader: Reader) -> dict[str, Any]:
    """All evidence cited so far; so this section comes after those that cite."""
    return {"evidence": [_evidence(number, source) for number, source in enumerate(reader.sources, 1)]}


@dataclass(frozen=True)
class Evidence:
    """A source as it is printed."""

    number: int
    title: str
    rest: str  # publisher, where it stands, date


def _evidence(number: int, source: dict[str, Any]) -> Evidence:
    title = str(source.get("title") or "")
    if not pdf.printable(title):
        title = _("(title in a script that this book cannot set)")
    host = urlsplit(source.get("url") or "").hostname or ""
    rest = [source.get("publisher"), host.removeprefix("www."), numbers.period(source.get("published") or "")]
    return Evidence(number, title, ", ".join(str(part) for part in rest if part))


def back_cover(section: Section, reader: Reader) -> dict[str, Any]:
    address = absolute_url("content.home")
    given = reader.issue.imprint.get("price_line", {})
    return {
        "address": address,
        "code": qr.svg(address, _("QR code of the site: %(address)s", address=address)),
        "price_line": str(worded(given)) or _("Not for sale"),
        "licence": dict(imprint(reader)).get(_("Publishing licence"), ""),
    }
