"""Figures, facts, themes, achievements and articles in an edition folder."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from ..core import numbers
from ..core.database import db
from ..core.shapes import (
    Choice,
    Code,
    Day,
    Entry,
    Integer,
    ListOf,
    Mapping,
    Number,
    OneOf,
    Period,
    Place,
    Report,
    Shape,
    Slug,
    String,
    Truth,
    Use,
    Words,
    is_plain,
    non_empty,
)
from ..editions.pack import stored_pictures
from ..editions.parts import HostSlugPart, Part, Scope, SlugPart, evidence, units_of
from .models import (
    Achievement,
    Article,
    Fact,
    Feature,
    GuideEntry,
    Indicator,
    Measure,
    Observation,
    Theme,
    Topic,
    edition_indicator,
)
from .references import references

VALUE = OneOf(String(2000), ListOf(Number()), Words())


class Value(Shape):
    """What a fact says: a number, numbers, a string, or a text by language."""

    expected = "a number, a text, or a text by language"

    def read(self, node: Any, file: Any) -> Any:
        number = Number()
        if is_plain(node) and number.convert(node.value, file.place(node), file.report) is not None:
            return number.read(node, file)
        return VALUE.read(node, file)


FACTS = ListOf(
    Mapping(
        {
            "slug": Slug(),
            "label": Words(),
            "value": Value(),
            "unit?": Use("measure"),
            "of?": Number(),
            "note?": Words(),
            "period?": Period(),
            "after_edition?": Truth(),
        }
    ),
    unique="slug",
)


def name_figures(report: Report, path: str, facts: Iterable[Entry]) -> None:
    """The names under which texts may refer to these facts."""
    for fact in facts:
        report.name("figure", f"{path}/{fact['slug']}", fact.place)
        if fact["of"] is not None:
            report.name("figure", f"{path}/{fact['slug']}|of", fact.place)


def compact(facts: list[Entry]) -> list[dict[str, Any]]:
    """Facts as they are stored: without the keys that say nothing (a value of 0 says something)."""
    return [{**non_empty(fact, fact), "value": fact["value"]} for fact in facts]


class MeasurePart(Part):
    kind, file, path, model = "measure", "measures.yaml", "measures", Measure
    key = "code"
    fields = {"code": Code("measure"), "placement?": Choice("after", "before", "none", default="after")}
    columns = {"code": "code", "placement": "placement"}

    def find(self, scope: Scope, entry: Entry) -> Measure | None:
        return db.session.scalar(db.select(Measure).filter_by(host_id=scope.host.id, code=entry["code"]))

    def records(self, scope: Scope) -> list[Measure]:
        return list(db.session.scalars(db.select(Measure).filter_by(host_id=scope.host.id).order_by(Measure.id)))

    def make(self, scope: Scope, entry: Entry) -> Measure:
        return Measure(host_id=scope.host.id)


class ThemePart(HostSlugPart):
    kind, file, path, model = "theme", "themes.yaml", "themes", Theme
    fields = {"slug": Slug("theme"), "plan_ref?": String(40), "for_guests?": Truth(True)}
    columns = {name: name for name in ("slug", "plan_ref", "for_guests")}

    def export(self, scope: Scope, record: Theme) -> dict[str, Any]:
        return {**super().export(scope, record), "for_guests": record.for_guests}


class TopicPart(HostSlugPart):
    """Headings: groups of indicators, topics of achievements, sectors of projects."""

    model = Topic
    columns = {"slug": "slug"}

    def __init__(self, topic_kind: str, kind: str, file: str, path: str) -> None:
        self.topic_kind = topic_kind
        self.kind, self.file, self.path = kind, file, path
        self.fields = {"slug": Slug(kind)}

    def belonging(self, scope: Scope) -> dict[str, Any]:
        return {"host_id": scope.host.id, "kind": self.topic_kind}


def topic_of(scope: Scope, kind: str, slug: str) -> Topic:
    return db.session.scalars(db.select(Topic).filter_by(host_id=scope.host.id, kind=kind, slug=slug)).one()


OBSERVATION = Mapping(
    {
        "period": Period(),
        "value": Number(),
        "rank?": Integer(),
        "of?": Number(),
        "standing?": Choice("estimate", "preliminary", "final"),
        "note?": Words(),
        "after_edition?": Truth(),
        "review_on?": Day(),
        **evidence(1),
    }
)


class IndicatorPart(SlugPart):
    kind, file, path, model = "indicator", "indicators.yaml", "indicators", Indicator
    fields = {
        "slug": Slug("indicator"),
        "group": Use("group"),
        "unit": Use("measure"),
        "better?": Choice("higher", "lower"),
        "values": ListOf(OBSERVATION, at_least=1),
    }
    columns = {name: name for name in ("slug", "unit", "better")}

    def names(self, entry: Entry, report: Report) -> None:
        for value in entry["values"]:
            name = f"{entry['slug']}:{value['period']}"
            if ("figure", name) not in report.names:
                for part, stands in (("", True), ("|rank", value["rank"]), ("|of", value["of"])):
                    if stands is not None:
                        report.name("figure", name + part, value.place)
        if _make_a_series(value["period"] for value in entry["values"] if not value["after_edition"]):
            report.name("chart", entry["slug"], entry.place)

    def records(self, scope: Scope) -> list[Indicator]:
        query = db.select(Indicator).join(edition_indicator).where(edition_indicator.c.edition_id == scope.edition.id)
        return list(db.session.scalars(query.order_by(edition_indicator.c.position)))

    def make(self, scope: Scope, entry: Entry) -> Indicator:
        indicator: Indicator = super().make(scope, entry)
        indicator.key = entry["slug"]
        return indicator

    def write(self, scope: Scope, record: Indicator, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.topic = topic_of(scope, "indicator", entry["group"])
        stored = {(o.period, o.variant): o for o in record.observations}
        wanted: list[Observation] = []
        for value in entry["values"]:
            variant = sum(o.period == value["period"] for o in wanted)
            observation = stored.get((value["period"], variant)) or Observation(
                period=value["period"], variant=variant, sort_key=sort_key(value["period"])
            )
            observation.value, observation.rank, observation.out_of = value["value"], value["rank"], value["of"]
            observation.standing, observation.note = value["standing"], value["note"]
            observation.after_edition, observation.review_on = value["after_edition"], value["review_on"]
            observation.sources, observation.confidence = value["source"], value["confidence"]
            observation.confidence_note = value["confidence_note"]
            wanted.append(observation)
        record.observations = wanted

    def read(self, scope: Scope, record: Indicator) -> Entry:
        entry = super().read(scope, record)
        entry["group"] = record.topic.slug
        entry["values"] = [
            {
                "period": o.period,
                "value": o.value,
                "rank": o.rank,
                "of": o.out_of,
                "standing": o.standing,
                "note": o.note,
                "after_edition": o.after_edition,
                "review_on": o.review_on,
                "source": o.sources,
                "confidence": o.confidence,
                "confidence_note": o.confidence_note,
            }
            for o in sorted(record.observations, key=lambda o: (o.sort_key, o.period, o.variant))
        ]
        return entry

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        values = sorted(entry["values"], key=lambda value: (sort_key(value["period"]), value["period"]))
        return Entry({**entry, "values": values})

    def export(self, scope: Scope, record: Indicator) -> dict[str, Any]:
        values = [{**non_empty(v, v), "value": v["value"]} for v in self.read(scope, record)["values"]]
        return {**super().export(scope, record), "values": values}

    def finish(self, scope: Scope, records: list[Any]) -> None:
        select_for_edition(scope, edition_indicator, "indicator_id", records)


def _make_a_series(periods: Iterable[str]) -> bool:
    """Whether two of them may stand in one line, so that there is a chart to draw."""
    kinds = Counter(numbers.period_kind(period) for period in set(periods))
    return any(count > 1 and kind.name not in ("span", "other") for kind, count in kinds.items())


def sort_key(period: str) -> str:
    """Sorts periods by the day on which they end: 2023-Q1 before 2023-H1 before 2023."""
    year, _, rest = period.partition("-")
    if len(rest) == 4:
        return f"{rest}-12-9"
    if rest.startswith("Q"):
        return f"{year}-{int(rest[1:]) * 3:02}-2"
    if rest.startswith("H"):
        return f"{year}-{int(rest[1:]) * 6:02}-3"
    if rest.endswith("M"):
        return f"{year}-{int(rest[:-1]):02}-4"
    return f"{year}-{rest[:2]}-1{rest[2:]}" if rest else f"{year}-12-8"


def select_for_edition(scope: Scope, table: Any, column: str, records: list[Any]) -> None:
    """The edition shows the records of its folder, in its order, and goes on showing what it showed."""
    mine = table.c.edition_id == scope.edition.id
    for position, record in enumerate(records):
        db.session.execute(db.delete(table).where(mine, table.c[column] == record.id))
        row = {"edition_id": scope.edition.id, column: record.id, "position": position}
        db.session.execute(db.insert(table).values(row))


class FactPart(Part):
    """Facts about the province, and about its people abroad."""

    kind, path, model = "fact", "facts", Fact
    key = "slug"
    fields = {
        "slug": Slug(),
        "value": Value(),
        "unit?": Use("measure"),
        "period?": Period(),
        "after_edition?": Truth(),
    }
    columns = {"key": "slug", "value": "value", "period": "period", "after_edition": "after_edition"}
    required_texts = ("label",)
    sources = 1

    def __init__(self, fact_kind: str) -> None:
        self.fact_kind, self.file = fact_kind, f"{fact_kind}.yaml"

    def names(self, entry: Entry, report: Report) -> None:
        report.name("figure", f"{self.fact_kind}/{entry['slug']}", entry.place)

    def find(self, scope: Scope, entry: Entry) -> Fact | None:
        return db.session.scalar(self._owned(scope).filter_by(key=entry["slug"]))

    def records(self, scope: Scope) -> list[Fact]:
        return list(db.session.scalars(self._owned(scope).order_by(Fact.position, Fact.id)))

    def make(self, scope: Scope, entry: Entry) -> Fact:
        return Fact(host_id=scope.host.id, kind=self.fact_kind)

    def write(self, scope: Scope, record: Fact, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.unit = entry["unit"] or None

    def read(self, scope: Scope, record: Fact) -> Entry:
        entry = super().read(scope, record)
        entry["unit"] = record.unit or ""
        return entry

    def export(self, scope: Scope, record: Fact) -> dict[str, Any]:
        return {**super().export(scope, record), "value": record.value}

    def _owned(self, scope: Scope) -> Any:
        return db.select(Fact).filter_by(host_id=scope.host.id, kind=self.fact_kind)


class FeaturePart(HostSlugPart):
    """What the homeland is known by, what happened to it, and what readers should know: one list of a file."""

    model = Feature
    sources = 0
    columns = {"slug": "slug", "after_edition": "after_edition"}
    common: dict[str, Shape] = {"slug": Slug(), "after_edition?": Truth()}

    def __init__(self, feature_kind: str, file: str, path: str, **more: Shape) -> None:
        self.feature_kind, self.kind = feature_kind, feature_kind.replace("-", " ")
        self.file, self.path = file, path
        self.more = more
        self.fields = {**self.common, **{f"{name}?": shape for name, shape in more.items()}}

    def shape(self) -> Shape:
        return ListOf(self.record_shape(), unique="slug")

    def names(self, entry: Entry, report: Report) -> None:
        kind = "diaspora" if self.file == "diaspora.yaml" else self.feature_kind
        path = f"{kind}/{entry['slug']}"
        report.name(self.feature_kind, entry["slug"], entry.place)
        name_figures(report, path, entry.get("facts") or [])
        if entry.get("attendance") is not None:
            report.name("figure", f"{path}/attendance", entry.place)

    def belonging(self, scope: Scope) -> dict[str, Any]:
        return {"host_id": scope.host.id, "kind": self.feature_kind}

    def records(self, scope: Scope) -> list[Feature]:
        return [record for record in super().records(scope) if record.details.get("file", self.file) == self.file]

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        return Entry({**entry, "facts": compact(entry["facts"])}) if entry.get("facts") else entry

    def write(self, scope: Scope, record: Feature, entry: Entry) -> None:
        super().write(scope, record, entry)
        details = {
            name: non_empty(value, value) if isinstance(value, Entry) else value
            for name, value in non_empty(entry, self.more).items()
        }
        record.details = {**_days_as_text(details), **({"file": self.file} if self.feature_kind == "notice" else {})}

    def read(self, scope: Scope, record: Feature) -> Entry:
        entry = super().read(scope, record)
        return Entry({**entry, **{name: record.details.get(name) for name in self.more}})


def _days_as_text(details: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if hasattr(value, "isoformat") else value for name, value in details.items()}


DAY = String(10, r"\d{4}(-\d\d(-\d\d)?)?", "a day, month or year such as 2023-10-15")
FESTIVAL_DAY = Mapping({"lunar": String(5, r"\d\d?/\d\d?", "a lunar day such as 15/10"), "days?": Integer()})
FEATURES = (
    *(
        FeaturePart("notice", file, "notices")
        for file in ("units.yaml", "themes.yaml", "projects.yaml", "province.yaml", "diaspora.yaml", "holidays.yaml")
    ),
    FeaturePart("unit-change", "units.yaml", "changes", date=DAY, units=ListOf(Use("unit"))),
    FeaturePart(
        "heritage",
        "province.yaml",
        "heritage",
        kind=String(40),
        status=Words(),
        place=Words(),
        unit=Use("unit"),
        when=Words(),
        year=Integer(),
    ),
    FeaturePart("festival", "province.yaml", "festivals", when=Words(), on=FESTIVAL_DAY),
    FeaturePart("transport", "province.yaml", "transport", type=String(40), links=Words(), facts=FACTS),
    FeaturePart("speciality", "province.yaml", "specialities", facts=FACTS),
    FeaturePart(
        "gathering",
        "diaspora.yaml",
        "gatherings",
        date=DAY,
        attendance=Integer(),
        attendance_note=Words(),
        host=Words(),
        countries=ListOf(Words()),
    ),
    FeaturePart(
        "national-event",
        "diaspora.yaml",
        "national_events",
        date=DAY,
        venue=Words(),
        attendance_plan=Integer(),
        overseas_plan=Integer(),
    ),
    FeaturePart("contribution", "diaspora.yaml", "contributions", date=DAY, facts=FACTS, units=ListOf(Use("unit"))),
    FeaturePart(
        "law",
        "diaspora.yaml",
        "texts_of_law",
        kind=String(40),
        number=String(80),
        date=DAY,
        in_force=DAY,
        issuer=Words(),
        facts_of_law=ListOf(Words()),
    ),
)


class AchievementPart(SlugPart):
    kind, file, path, model = "achievement", "achievements.yaml", "achievements", Achievement
    owner = "edition_id"
    fields = {
        "slug": Slug("achievement"),
        "topic": Use("topic"),
        "period": Period(),
        "facts?": FACTS,
        "indicators?": ListOf(Use("indicator")),
        "units?": ListOf(Use("unit")),
        "picture?": Use("picture"),
        "after_edition?": Truth(),
    }
    columns = {name: name for name in ("slug", "period", "facts", "after_edition")}
    required_texts = ("title",)
    sources = 1

    def names(self, entry: Entry, report: Report) -> None:
        name_figures(report, f"achievement/{entry['slug']}", entry["facts"])

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        sets = {name: sorted(set(entry[name])) for name in ("units", "indicators")}
        return Entry({**entry, **sets, "facts": compact(entry["facts"])})

    def write(self, scope: Scope, record: Achievement, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.topic = topic_of(scope, "achievement", entry["topic"])
        record.units = units_of(scope, entry["units"])
        query = db.select(Indicator).where(Indicator.slug.in_(entry["indicators"]))
        record.indicators = list(db.session.scalars(query))
        record.picture = scope.pictures.get(entry["picture"])

    def read(self, scope: Scope, record: Achievement) -> Entry:
        entry = super().read(scope, record)
        entry["topic"] = record.topic.slug
        entry["units"] = sorted(unit.code for unit in record.units)
        entry["indicators"] = sorted(indicator.slug for indicator in record.indicators)
        entry["picture"] = scope.picture_slug(record.picture_id or (record.picture and record.picture.id))
        return entry


class ArticlePart(SlugPart):
    """Articles are Markdown files, one a language; `packs` reads and writes them."""

    kind, file, path, model = "article", "articles", "articles", Article
    owner = "edition_id"
    fields = {
        "slug": Slug("article"),
        "theme": Use("theme"),
        "date": Day(),
        "picture?": Use("picture"),
        "demo?": Truth(),
        "public?": Truth(True),
    }
    columns = {"slug": "slug", "published_on": "date", "demo": "demo", "is_public": "public"}
    required_texts = ("title", "summary", "body")

    def write(self, scope: Scope, record: Article, entry: Entry) -> None:
        super().write(scope, record, entry)
        query = db.select(Theme).filter_by(host_id=scope.host.id, slug=entry["theme"])
        record.theme = db.session.scalars(query).one()
        record.picture = scope.pictures.get(entry["picture"])

    def read(self, scope: Scope, record: Article) -> Entry:
        entry = super().read(scope, record)
        entry["theme"] = record.theme.slug
        entry["picture"] = scope.picture_slug(record.picture_id or (record.picture and record.picture.id))
        return entry


ADDRESS = String(300, r"https://[^\s\"<>]+", "an address that begins with https://")


class GuidePart(SlugPart):
    """The homecoming guide, in the order of its file; its figures are references as in articles."""

    kind, file, path, model = "guide entry", "guide.yaml", "entries", GuideEntry
    owner = "edition_id"
    fields = {
        "slug": Slug("guide entry"),
        "links?": ListOf(Mapping({"title": Words(), "url": ADDRESS, "publisher?": String(120)})),
        "demo?": Truth(),
    }
    columns = {name: name for name in ("slug", "links", "demo")}
    required_texts = ("heading", "body")

    def check(self, entry: Entry, report: Report) -> None:
        for text in entry["body"].values():
            use_references(text["text"], entry.place.line, entry.place.file, report)

    def make(self, scope: Scope, entry: Entry) -> GuideEntry:
        return GuideEntry(edition_id=scope.edition.id, slug=entry["slug"])  # no address of its own: an anchor

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        return Entry({**entry, "links": [non_empty(link, link) for link in entry["links"]]})


# What of a folder a reference names that is no figure.
NAMED = {"chart": "chart", "picture": "picture", "project": "project", "official": "office"}


def use_references(body: str, first_line: int, file: str, report: Report) -> None:
    """What a text refers to must be in the folder: figures, and what it draws as blocks."""
    for line, written, reference in references(body):
        place = Place(file, first_line + line - 1)
        if reference is None:
            report.fault(place, f"not a reference: {written[:60]}")
        elif reference.kind in NAMED and not reference.field:
            report.use(NAMED[reference.kind], reference.record, place)
        else:
            part = f"|{reference.part}" if reference.part in ("rank", "of") else ""
            report.use("figure", reference.name + part, place)


def follow_pictures(scope: Scope) -> None:
    """Where a picture of the folder has been drawn anew, let the records that show the old one show the new one."""
    for slug, old in stored_pictures(scope.edition).items():
        new = scope.pictures.get(slug)
        if new is not None and new.id != old.id:
            for model in (Article, Achievement):
                db.session.execute(
                    db.update(model).where(model.edition_id == scope.edition.id, model.picture_id == old.id),
                    {"picture_id": new.id},
                )


PARTS: tuple[Part, ...] = (
    MeasurePart(),
    ThemePart(),
    TopicPart("indicator", "group", "indicators.yaml", "groups"),
    TopicPart("achievement", "topic", "achievements.yaml", "topics"),
    TopicPart("sector", "sector", "projects.yaml", "sectors"),
    IndicatorPart(),
    FactPart("province"),
    FactPart("diaspora"),
    *FEATURES,
    AchievementPart(),
    ArticlePart(),
    GuidePart(),
)
