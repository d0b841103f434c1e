"""The host, the edition, its pictures, administrative units and holidays in an edition folder."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import available_timezones

from ..core import clock, lunar, media, slugs
from ..core.database import db
from ..core.i18n import LOCALES, SOURCE
from ..core.lunar import LunarDay
from ..core.media import Media
from ..core.shapes import (
    Anything,
    Choice,
    Code,
    Day,
    Entry,
    Integer,
    ListOf,
    Mapping,
    Number,
    Period,
    Place,
    Report,
    Slug,
    String,
    Texts,
    Truth,
    Use,
)
from . import colours, officials_pack
from .models import Edition, Holiday, Host, Unit
from .office_hours import DAYS, SPAN
from .parts import Folder, Part, Scope, digest, read_texts, unit_of, write_texts
from .pictures import picture_names, uploaded_name

LOGOS = ("logo", "logo_dark")
LEVELS = ("province", "district", "commune")
COLOUR = String(7, "#[0-9A-Fa-f]{6}", "a colour such as #1F5B43")
SUFFIXES = {"image/svg+xml": ".svg", "image/png": ".png", "image/jpeg": ".jpg"}


class Palette(Anything):
    """Colour name → light, dark and print values."""

    ITEM = Mapping({"light": COLOUR, "dark": COLOUR, "cmyk": ListOf(Number(), at_least=4)})

    @property
    def empty(self) -> dict[str, Any]:
        return {}

    def read(self, node: Any, file: Any) -> dict[str, Any]:
        if not hasattr(node, "value") or not isinstance(node.value, list):
            file.fault(node, "expected colours by name")
            return {}
        found = {key.value: dict(self.ITEM.read(value, file)) for key, value in node.value}
        for (key, _value), (name, colour) in zip(node.value, found.items(), strict=False):
            for scheme in colours.SCHEMES if name in colours.OWN else ():
                written = str(colour[scheme])
                if colours.HEX.fullmatch(written) and not colours.can_be_read(name, scheme, written):
                    shade = colours.nearest(name, scheme, written)
                    file.fault(key, f"{name}.{scheme} {written} has too little contrast; {shade} can be read")
        return found


class PictureUses(Palette):
    """Use → slug of a picture."""

    def read(self, node: Any, file: Any) -> dict[str, Any]:
        if not hasattr(node, "value") or not isinstance(node.value, list):
            file.fault(node, "expected pictures by use")
            return {}
        return {key.value: Use("picture").read(value, file) for key, value in node.value}


def _timezones_exist(entry: Entry, report: Report) -> None:
    for zone in (entry["timezone"], entry["far_zone"]):
        if zone and zone not in available_timezones():
            report.fault(entry.place, f"expected a time zone such as Asia/Ho_Chi_Minh, found {zone!r}")


HOST = Mapping(
    {
        "slug": Slug("host"),
        "name": Texts(),
        "short_name": Texts(),
        "place": Texts(),
        "province_code": Use("unit"),
        "timezone": String(40),
        "phone?": String(40),
        "phone_days?": ListOf(Choice(*DAYS)),
        "phone_times?": ListOf(String(11, SPAN, "a span such as '07:30-11:30'")),
        "phone_hours?": Texts(),
        "far_zone?": String(40),
        "email?": String(254),
        "paper_superior?": Texts(),
        "paper_issuer?": Texts(),
        "paper_motto?": Texts(),
        "paper_symbol?": String(40),
        "logo?": Use("picture"),
        "logo_dark?": Use("picture"),
        "demo?": Truth(),
    },
    _timezones_exist,
)
EDITION = Mapping(
    {
        "slug": Slug("edition"),
        "year": Integer(),
        "source_locale": Choice(SOURCE),
        "locales": ListOf(Choice(*LOCALES), at_least=1),
        "title": Texts(),
        "intro?": Texts(),
        "palette?": Palette(),
        "pictures?": PictureUses(),
        "year_in_figures?": ListOf(Mapping({"indicator": Use("indicator"), "period": Period()})),
        "front_projects?": ListOf(Use("project")),
        "front_place?": Use("heritage"),
        "in_preparation?": Truth(),
    }
)
PICTURE = Mapping(
    {
        "slug": Slug("picture"),
        "file": String(120, r"[\w.-]+", "the name of a file beside this one"),
        "dark?": String(120, r"[\w.-]+", "the name of a file beside this one"),
        "width?": Integer(),
        "height?": Integer(),
        "water_line?": Integer(),
        "credit": String(200),
        "licence": String(80),
        "alt": Texts(),
        "caption?": Texts(),
    }
)


HOST_COLUMNS = (
    *("slug", "province_code", "timezone", "phone", "phone_days", "phone_times", "far_zone"),
    *("email", "paper_symbol", "demo"),
)


class HostPart(Part):
    kind, file, path, model = "host", "edition.yaml", "host", Host
    fields = {key: shape for key, shape in HOST.fields.items() if key not in Host.FIELDS}
    columns = {name: name for name in HOST_COLUMNS}

    def shape(self) -> Mapping:
        return HOST

    def find(self, scope: Scope, entry: Entry) -> Host | None:
        return db.session.scalar(db.select(Host).filter_by(slug=entry["slug"]))

    def records(self, scope: Scope) -> list[Host]:
        return [scope.host]

    def make(self, scope: Scope, entry: Entry) -> Host:
        return Host(slug=slugs.take("host", entry["slug"]))

    def prepare(self, scope: Scope) -> None:
        """Let a stored host show the folder's logo where it showed the folder's picture of the same name before."""
        assert scope.folder
        written, edition = (scope.folder.entries("edition.yaml", key)[0]["slug"] for key in ("host", "edition"))
        stored = db.session.scalar(db.select(Edition).join(Host).where(Host.slug == written, Edition.slug == edition))
        names = picture_names(stored) if stored else {}
        for use in LOGOS:
            old = getattr(stored.host, use) if stored else None
            new = scope.pictures.get(names.get(old.hash, "")) if old else None
            if stored and new:
                setattr(stored.host, use, new)

    def write(self, scope: Scope, record: Host, entry: Entry) -> None:
        super().write(scope, record, entry)
        for use in LOGOS:
            setattr(record, use, scope.pictures[entry[use]] if entry[use] else None)

    def read(self, scope: Scope, record: Host) -> Entry:
        return Entry({**super().read(scope, record), **{use: _slug_of(scope, getattr(record, use)) for use in LOGOS}})

    def finish(self, scope: Scope, records: list[Any]) -> None:
        if records:
            scope.host = records[0]


class EditionPart(Part):
    kind, file, path, model = "edition", "edition.yaml", "edition", Edition
    fields = {key: shape for key, shape in EDITION.fields.items() if key not in Edition.FIELDS}
    columns = {
        name: name
        for name in ("slug", "year", "locales", "palette", "year_in_figures", "front_projects", "front_place")
    }

    def shape(self) -> Mapping:
        return EDITION

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        uses = {use: slug for use, slug in entry["pictures"].items() if use != slug}
        return Entry({**entry, "pictures": uses})

    def find(self, scope: Scope, entry: Entry) -> Edition | None:
        return db.session.scalar(db.select(Edition).filter_by(slug=entry["slug"], host_id=scope.host.id))

    def records(self, scope: Scope) -> list[Edition]:
        return [scope.edition]

    def make(self, scope: Scope, entry: Entry) -> Edition:
        return Edition(host_id=scope.host.id, slug=slugs.take("edition", entry["slug"]))

    def write(self, scope: Scope, record: Edition, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.pictures = _hashes(scope, {**{slug: slug for slug in scope.pictures}, **entry["pictures"]})
        if entry["in_preparation"] != (record.published_at is None):
            record.published_at = None if entry["in_preparation"] else clock.now()

    def read(self, scope: Scope, record: Edition) -> Entry:
        entry = super().read(scope, record)
        entry["source_locale"] = SOURCE
        entry["in_preparation"] = record.published_at is None
        names = picture_names(record)
        entry["pictures"] = {
            use: names[digest]
            for use, digest in record.pictures.items()
            if digest in names and names[digest] != use and not use.endswith("_dark")
        }
        return entry

    def finish(self, scope: Scope, records: list[Any]) -> None:
        if records:
            scope.edition = records[0]


def _slug_of(scope: Scope, picture: Media | None) -> str:
    """The name in a folder of a picture, whether it came from one or was uploaded here."""
    if picture is None:
        return ""
    return scope.picture_slug(picture.id) or uploaded_name(picture.hash)


def _hashes(scope: Scope, names: dict[str, str]) -> dict[str, str]:
    """What an edition stores of its pictures: name → hash, and the twin for a dark ground; `names` → slug."""
    hashes: dict[str, str] = {}
    for name, slug in names.items():
        hashes[name] = scope.pictures[slug].hash
        if "dark" in scope.pictures[slug].variants:
            hashes[f"{name}_dark"] = scope.pictures[slug].variants["dark"]
    return hashes


def redraw(scope: Scope) -> None:
    """Let a stored edition show the pictures of the folder wherever it showed those of the same slug."""
    slugs_by_hash = picture_names(scope.edition)
    named = {name: slugs_by_hash.get(digest, "") for name, digest in scope.edition.pictures.items()}
    still = {name: slug for name, slug in named.items() if slug in scope.pictures}
    hashes = {**scope.edition.pictures, **_hashes(scope, still)}
    if hashes != scope.edition.pictures:
        scope.edition.pictures = hashes
    officials_pack.redraw(scope, slugs_by_hash)


def load_pictures(scope: Scope) -> None:
    """Store the pictures of the folder; a picture that was there before keeps the texts it has."""
    assert scope.folder
    for entry in scope.folder.entries("pictures/pictures.yaml", "pictures"):
        folder = scope.folder.path / "pictures"
        content = (folder / entry["file"]).read_bytes()
        digest = media.store(content)
        picture = db.session.scalar(db.select(Media).filter_by(hash=digest))
        if picture is None:
            picture = Media(hash=digest, content_type=media.type_of(digest), size=len(content))
            picture.width, picture.height = entry["width"], entry["height"]
            picture.credit, picture.licence = entry["credit"], entry["licence"]
            picture.variants = {"dark": media.store((folder / entry["dark"]).read_bytes())} if entry["dark"] else {}
            with db.session.no_autoflush:
                for name in Media.FIELDS:
                    write_texts(picture, name, entry[name])
            db.session.add(picture)
            db.session.flush()
            scope.created.append(f"picture {entry['slug']}")
        elif any(read_texts(picture, name) != entry[name] for name in Media.FIELDS):
            scope.kept.append(f"picture {entry['slug']}")
        else:
            scope.unchanged += 1
        scope.pictures[entry["slug"]] = picture


def stored_pictures(edition: Edition) -> dict[str, Media]:
    """The pictures of a loaded edition by slug."""
    names = picture_names(edition)
    found = db.session.scalars(db.select(Media).where(Media.hash.in_(names)))
    by_hash = {picture.hash: picture for picture in found}
    stored = {name: by_hash[digest] for digest, name in names.items() if digest in by_hash}
    logos = [logo for use in LOGOS if (logo := getattr(edition.host, use))]
    shown = [*logos, *officials_pack.portraits(edition.host)]
    uploaded = (picture for picture in shown if picture.hash not in by_hash)
    return stored | {uploaded_name(picture.hash): picture for picture in uploaded}


def export_pictures(scope: Scope) -> Iterator[tuple[dict[str, Any], dict[str, bytes]]]:
    """Each picture as its entry, and its files by name."""
    for slug, picture in scope.pictures.items():
        suffix = SUFFIXES.get(picture.content_type, ".bin")
        files = {f"{slug}{suffix}": media.read(picture.hash)}
        entry: dict[str, Any] = {"slug": slug, "file": f"{slug}{suffix}"}
        if "dark" in picture.variants:
            entry["dark"] = f"{slug}.dark{suffix}"
            files[entry["dark"]] = media.read(picture.variants["dark"])
        entry |= {"width": picture.width, "height": picture.height}
        entry |= {"credit": picture.credit, "licence": picture.licence}
        entry |= {name: read_texts(picture, name) for name in Media.FIELDS}
        yield {key: value for key, value in entry.items() if value not in (None, "", {})}, files


class UnitPart(Part):
    kind, file, path, model = "unit", "units.yaml", "units", Unit
    key = "code"
    fields = {
        "code": Code("unit"),
        "level": Choice(*LEVELS),
        "parent?": Use("unit"),
        "type": String(20),
        "short_name?": String(80),
        "official_name?": String(120),
        "slug": Slug(),
        "label_point?": Mapping({"lon": Number(), "lat": Number()}),
        "valid_from?": Day(),
        "valid_until?": Day(),
        "succeeded_by?": Use("unit"),
    }
    columns = {
        "code": "code",
        "level": "level",
        "kind": "type",
        "slug": "slug",
        "short_name": "short_name",
        "official_name": "official_name",
        "valid_from": "valid_from",
        "valid_until": "valid_until",
        "succeeded_by": "succeeded_by",
    }

    def record_shape(self) -> Mapping:
        shape = super().record_shape()
        shape.required.discard("confidence")  # few units name a source; the list's own stands among the notices
        return shape

    def check(self, entry: Entry, report: Report) -> None:
        if (entry["level"] == "province") != (entry["parent"] == ""):
            report.fault(entry.place, "expected a parent for every unit but a province")
        if entry["succeeded_by"] and not entry["valid_until"]:
            report.fault(entry.place, "expected valid_until, the day from which succeeded_by took its place")
        report.name(f"{entry['level']} slug", entry["slug"], entry.place)

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        outlines = {
            feature["properties"]["code"]: feature["geometry"]
            for feature in scope.folder.files.get("boundaries.geojson", Entry()).get("features", [])
        }
        entries = [Entry({**entry, "outline": outlines.get(entry["code"])}) for entry in super().entries(scope)]
        return sorted(entries, key=lambda entry: LEVELS.index(entry["level"]))

    def find(self, scope: Scope, entry: Entry) -> Unit | None:
        same = db.select(Unit).filter_by(code=entry["code"], level=entry["level"])
        if (found := db.session.scalar(same.filter_by(valid_from=entry["valid_from"]))) is not None:
            return found
        # Somebody may have corrected its first day since the folder gave it.
        return db.session.scalar(same.filter_by(pack_hash=digest(entry)))

    def records(self, scope: Scope) -> list[Unit]:
        found = list(db.session.scalars(db.select(Unit).filter_by(code=scope.host.province_code, level="province")))
        above = found
        while above:
            query = db.select(Unit).where(Unit.parent_id.in_([unit.id for unit in above])).order_by(Unit.id)
            above = list(db.session.scalars(query))
            found = found + above
        return found

    def make(self, scope: Scope, entry: Entry) -> Unit:
        return Unit()

    def export(self, scope: Scope, record: Unit) -> dict[str, Any]:
        said = super().export(scope, record)
        return said if said.get("source") else {key: value for key, value in said.items() if key != "confidence"}

    def write(self, scope: Scope, record: Unit, entry: Entry) -> None:
        super().write(scope, record, entry)
        parent = unit_of(scope, entry["parent"]) if entry["parent"] else None
        record.parent_id = parent.id if parent else None
        record.lon, record.lat = entry["label_point"]["lon"], entry["label_point"]["lat"]
        record.outline = entry["outline"]

    def read(self, scope: Scope, record: Unit) -> Entry:
        parent = db.session.get(Unit, record.parent_id) if record.parent_id else None
        entry = super().read(scope, record)
        entry["parent"] = parent.code if parent else ""
        entry["label_point"] = {"lon": record.lon, "lat": record.lat}
        entry["outline"] = record.outline
        return entry


class HolidayPart(Part):
    """Holidays are written as rules and stored as days."""

    kind, file, path, model = "holiday", "holidays.yaml", "holidays", Holiday
    key = "on"
    day = String(5, r"\d\d/\d\d", "a day and month such as 30/04")
    fields = {
        "slug?": Slug("holiday"),
        "on": Mapping({"solar?": day, "lunar?": day, "date?": Day(), "from?": Integer(), "days?": Integer()}),
    }
    columns = {"on": "on"}

    def check(self, entry: Entry, report: Report) -> None:
        rule = entry["on"]
        if sum(bool(rule[key]) for key in ("solar", "lunar", "date")) != 1:
            report.fault(rule.place, "expected one of solar, lunar and date")
        elif rule["solar"] or rule["lunar"]:
            try:
                list(_days(rule, 2024))
            except ValueError:
                report.fault(rule.place, "no such day")

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        years = scope.folder.files.get(self.file, Entry()).get("years") or [scope.edition.year]
        found: dict[date, Entry] = {}
        for rule in super().entries(scope):
            for day in [rule["on"]["date"]] if rule["on"]["date"] else [d for y in years for d in _days(rule["on"], y)]:
                entry = Entry({"on": day, "name": rule["name"]})
                entry.place = rule.place
                found.setdefault(day, entry)
        return [found[day] for day in sorted(found)]

    def find(self, scope: Scope, entry: Entry) -> Holiday | None:
        return db.session.scalar(db.select(Holiday).filter_by(host_id=scope.host.id, on=entry["on"]))

    def records(self, scope: Scope) -> list[Holiday]:
        return list(db.session.scalars(db.select(Holiday).filter_by(host_id=scope.host.id).order_by(Holiday.on)))

    def make(self, scope: Scope, entry: Entry) -> Holiday:
        return Holiday(host_id=scope.host.id)

    def export(self, scope: Scope, record: Any) -> dict[str, Any]:
        entry = self.read(scope, record)
        return {"name": entry["name"], "on": {"date": entry["on"]}}


def _days(rule: Entry, year: int) -> Iterator[date]:
    day, month = (int(part) for part in (rule["solar"] or rule["lunar"]).split("/"))
    first = date(year, month, day) if rule["solar"] else lunar.solar_day(LunarDay(day, month, year))
    first += timedelta(days=rule["from"] or 0)
    yield from (first + timedelta(days=number) for number in range(rule["days"] or 1))


def check_pictures(folder: Folder) -> None:
    """Every file that pictures.yaml names must be there and be a picture."""
    for entry in folder.entries("pictures/pictures.yaml", "pictures"):
        for name in (entry["file"], entry["dark"]):
            path = folder.path / "pictures" / name
            if name and not path.is_file():
                folder.report.fault(entry.place, f"no file pictures/{name}")
            elif name and not path.read_bytes()[:200].lstrip().startswith((b"<svg", b"<?xml", b"\x89PNG", b"\xff\xd8")):
                folder.report.fault(entry.place, f"expected an SVG, PNG or JPEG picture in pictures/{name}")


def check_boundaries(features: list[dict[str, Any]], places: list[Place], report: Report) -> None:
    """GeoJSON outlines: known units, closed rings, longitudes and latitudes in that order."""
    for feature, place in zip(features, places, strict=True):
        properties = feature.get("properties")
        code = str(properties.get("code", "")) if isinstance(properties, dict) else ""
        if not code:
            report.fault(place, "expected properties.code, the code of a unit")
            continue
        report.use("unit", code, place)
        report.name("outline", code, place)
        geometry = feature.get("geometry") or {}
        kind, coordinates = geometry.get("type"), geometry.get("coordinates")
        if kind not in ("Polygon", "MultiPolygon") or not isinstance(coordinates, list):
            report.fault(place, f"expected a Polygon or MultiPolygon for {code}, found {kind!r}")
            continue
        for polygon in coordinates if kind == "MultiPolygon" else [coordinates]:
            if not all(_is_ring(ring) for ring in polygon):
                report.fault(place, f"expected closed rings of [longitude, latitude] for {code}")


def _is_ring(ring: Any) -> bool:
    def is_point(point: Any) -> bool:
        return (
            isinstance(point, list)
            and len(point) >= 2
            and all(isinstance(number, (int, float)) for number in point)
            and -180 <= point[0] <= 180
            and -90 <= point[1] <= 90
        )

    return isinstance(ring, list) and len(ring) >= 4 and ring[0] == ring[-1] and all(map(is_point, ring))


PARTS: tuple[Part, ...] = (UnitPart(), HolidayPart(), *officials_pack.PARTS)
SETTINGS = {("holidays.yaml", "years"): ListOf(Integer())}
