"""Offices and who holds them, in an edition folder."""

from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from ..core.database import db
from ..core.media import Media
from ..core.shapes import Choice, Day, Entry, Finding, Mapping, Place, Report, Shape, Slug, String, Truth, Use
from . import rules
from .models import Host, Office, Official, Signer
from .parts import HostSlugPart, Part, Scope, file_line
from .pictures import uploaded_name

FILE = "officials.yaml"
ONE_HOLDER = "an office has one holder at a time"


class _Written(NamedTuple):
    """A term as the folder says it."""

    begins_on: date
    ends_on: date | None
    place: Place


class OfficePart(HostSlugPart):
    kind, file, path, model = "office", FILE, "offices", Office
    fields = {"slug": Slug("office")}
    columns = {"slug": "slug"}

    def record_shape(self) -> Mapping:
        shape = super().record_shape()
        shape.fields[OfficialPart.path] = OfficialPart().shape()
        return shape

    def check(self, entry: Entry, report: Report) -> None:
        terms = [_Written(one["from"], one["until"], one.place) for one in entry[OfficialPart.path]]
        if two := rules.clash(terms):
            first, second = two
            report.fault(second.place, f"{ONE_HOLDER}: since {first.begins_on} and since {second.begins_on}")

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        return Entry({key: value for key, value in entry.items() if key != OfficialPart.path})


class OfficialPart(Part):
    """An entry is known by its office and its first day."""

    kind, file, path, model = "official", FILE, "officials", Official
    inside = "offices"
    fields: dict[str, Shape] = {
        "person": String(120),
        "from": Day(),
        "until?": Day(),
        "portrait?": Use("picture"),
        "demo?": Truth(),
    }
    columns = {"person": "person", "begins_on": "from", "ends_on": "until", "demo": "demo"}
    required_texts = ("title",)

    def record_shape(self) -> Mapping:
        shape = super().record_shape()
        shape.required.discard("confidence")  # exact, if the folder does not say otherwise
        return shape

    def check(self, entry: Entry, report: Report) -> None:
        if entry["until"] and entry["until"] <= entry["from"]:
            report.fault(entry.place, "expected until to be a day after from")
        if not entry["demo"] and not entry["source"]:
            report.fault(entry.place, f"expected a source for {entry['person']}")

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        found = []
        for office in scope.folder.entries(self.file, self.inside):
            for official in office[self.path]:
                entry = Entry({**official, "office": office["slug"]})
                entry.place = official.place
                found.append(entry)
        return found

    def find(self, scope: Scope, entry: Entry) -> Official | None:
        mine = self._owned(scope).where(Office.slug == entry["office"], Official.begins_on == entry["from"])
        return db.session.scalar(mine)

    def records(self, scope: Scope) -> list[Official]:
        return list(db.session.scalars(self._owned(scope).order_by(Office.position, Office.id, Official.begins_on)))

    def make(self, scope: Scope, entry: Entry) -> Official:
        office = db.session.scalars(db.select(Office).filter_by(host_id=scope.host.id, slug=entry["office"])).one()
        return Official(office_id=office.id)

    def write(self, scope: Scope, record: Official, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.portrait_id = scope.pictures[entry["portrait"]].id if entry["portrait"] else None

    def read(self, scope: Scope, record: Official) -> Entry:
        office = db.session.get_one(Office, record.office_id)
        portrait = ""
        if record.portrait:
            portrait = scope.picture_slug(record.portrait_id) or uploaded_name(record.portrait.hash)
        return Entry({**super().read(scope, record), "office": office.slug, "portrait": portrait})

    def finish(self, scope: Scope, records: list[Any]) -> None:
        """What the folder says and what somebody has added here must not name two holders for one day."""
        for _office, officials in groupby(self.records(scope), key=lambda record: record.office_id):
            if two := rules.clash(officials):
                first, second = (f"{one.person} from {one.begins_on}" for one in two)
                assert scope.folder
                scope.findings.append(Finding(file_line(scope.folder, FILE), f"{ONE_HOLDER}: {first}, {second}"))

    def export(self, scope: Scope, record: Official) -> dict[str, Any]:
        office = db.session.get_one(Office, record.office_id)
        return {**super().export(scope, record), "inside": office.slug}

    def label(self, entry: Entry) -> str:
        return f"official {entry['office']}/{entry['from']}"

    def _owned(self, scope: Scope) -> Any:
        return db.select(Official).join(Office).where(Office.host_id == scope.host.id)


def redraw(scope: Scope, names: dict[str, str]) -> None:
    """Let officials follow where the folder has another portrait of the same name; `names`: hash → slug."""
    for official in OfficialPart().records(scope):
        new = scope.pictures.get(names.get(official.portrait.hash, "")) if official.portrait else None
        if new is not None:
            official.portrait_id = new.id


def portraits(host: Host) -> list[Media]:
    shown = db.select(Official.portrait_id).join(Office).where(Office.host_id == host.id)
    return list(db.session.scalars(db.select(Media).where(Media.id.in_(shown)).order_by(Media.id)))


class SignerPart(HostSlugPart):
    kind, file, path, model = "signer", FILE, "signers", Signer
    capacities = [capacity.value for capacity in rules.Capacity if capacity.value]
    fields = {"slug": Slug("signer"), "office": Use("office"), "capacity?": Choice(*capacities)}
    columns = {"slug": "slug", "capacity": "capacity"}
    required_texts = ()

    def check(self, entry: Entry, report: Report) -> None:
        if rules.Capacity(entry["capacity"]).names_another != bool(entry["in_place_of"]):
            report.fault(entry.place, "expected in_place_of with the capacities KT, TL and TUQ, and only with them")

    def write(self, scope: Scope, record: Signer, entry: Entry) -> None:
        super().write(scope, record, entry)
        query = db.select(Office).filter_by(host_id=scope.host.id, slug=entry["office"])
        record.office_id = db.session.scalars(query).one().id

    def read(self, scope: Scope, record: Signer) -> Entry:
        office = db.session.get_one(Office, record.office_id)
        return Entry({**super().read(scope, record), "office": office.slug})


PARTS: tuple[Part, ...] = (OfficePart(), OfficialPart(), SignerPart())
