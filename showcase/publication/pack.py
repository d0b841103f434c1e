"""Publications, their issues and sections in an edition folder."""

from typing import Any

from ..content.pack import use_references
from ..core import slugs
from ..core.database import db
from ..core.shapes import Anything, Choice, Entry, ListOf, Mapping, Report, Shape, Slug, String, Texts, Truth, Use
from ..editions.parts import Part, Scope, SlugPart
from .models import Issue, Publication, Section

FILE = "publication.yaml"


class PublicationPart(SlugPart):
    kind, file, path, model = "publication", FILE, "publication", Publication
    owner = "edition_id"
    fields = {"slug": Slug("publication"), "kind?": Choice("one-off", "periodical", default="one-off")}
    columns = {"slug": "slug", "kind": "kind"}
    required_texts = ("title",)

    def shape(self) -> Shape:
        return ListOf(self.record_shape(), single=True)


# Which records the references of a section name.
NAMED = {
    "picture": "picture",
    "article": "article",
    "articles": "article",
    "achievements": "achievement",
    "projects": "project",
    "charts": "indicator",
    "signer": "office",
}


def _use_references(section: Entry, report: Report) -> None:
    for text in section["text"].values():
        use_references(text["text"], section.place.line, section.place.file, report)
    references = section["references"] or {}
    for key, kind in NAMED.items():
        named = references.get(key) or []
        for name in [named] if isinstance(named, str) else named:
            report.use(kind, str(name), section.place)
    for figure in references.get("figures") or []:
        name = f"{figure.get('indicator')}:{figure.get('period')}" if isinstance(figure, dict) else str(figure)
        report.use("figure", name, section.place)


SECTION = Mapping(
    {
        "slug": Slug(),
        "template": String(40, r"[a-z0-9-]+", "the name of a template of the design"),
        "title": Texts(),
        "text?": Texts(),
        "references?": Anything(),
    },
    _use_references,
)


class IssuePart(SlugPart):
    kind, file, path, model = "issue", FILE, "issues", Issue
    fields = {
        "slug": Slug("issue"),
        "demo?": Truth(),
        "publication?": Use("publication"),
        "design": String(40, r"[a-z0-9-]+", "the name of a design"),
        "imprint?": Anything(),
        "sections": ListOf(SECTION, unique="slug"),
    }
    columns = {name: name for name in ("slug", "demo", "design", "imprint")}
    required_texts = ("title",)

    def owned(self, scope: Scope) -> Any:
        return db.select(Issue).join(Publication).where(Publication.edition_id == scope.edition.id)

    def find(self, scope: Scope, entry: Entry) -> Any:
        return db.session.scalar(self.owned(scope).where(Issue.slug == entry["slug"]))

    def records(self, scope: Scope) -> list[Any]:
        return list(db.session.scalars(self.owned(scope).order_by(Issue.id)))

    def make(self, scope: Scope, entry: Entry) -> Issue:
        found = db.session.scalars(self._publications(scope).where(Publication.slug == entry["publication"])).one()
        return Issue(publication_id=found.id, slug=slugs.take(Issue.__tablename__, entry["slug"]))

    def resolve(self, scope: Scope, entry: Entry) -> Entry:
        own = {key: value for key, value in entry.items() if key != "sections"}
        publication = entry["publication"] or db.session.scalars(self._publications(scope).limit(1)).one().slug
        return Entry({**own, "imprint": entry["imprint"] or {}, "publication": publication})

    def read(self, scope: Scope, record: Issue) -> Entry:
        return Entry({**super().read(scope, record), "publication": record.publication.slug})

    def _publications(self, scope: Scope) -> Any:
        """The first is the publication of issues that name none."""
        return db.select(Publication).filter_by(edition_id=scope.edition.id).order_by(Publication.id)


class SectionPart(Part):
    kind, file, path, model = "section", FILE, "sections", Section
    inside = "issues"
    fields: dict[str, Shape] = {}
    columns = {"slug": "slug", "template": "template", "references": "references"}

    def record_shape(self) -> Mapping:
        return SECTION

    def entries(self, scope: Scope) -> list[Entry]:
        assert scope.folder
        found = []
        for issue in scope.folder.entries(self.file, self.inside):
            for position, section in enumerate(issue["sections"]):
                entry = Entry({**section, "issue": issue["slug"], "position": position})
                entry["references"] = entry["references"] or {}
                entry.place = section.place
                found.append(entry)
        return found

    def find(self, scope: Scope, entry: Entry) -> Section | None:
        mine = self._owned(scope).where(Issue.slug == entry["issue"], Section.slug == entry["slug"])
        return db.session.scalar(mine)

    def records(self, scope: Scope) -> list[Section]:
        return list(db.session.scalars(self._owned(scope).order_by(Issue.id, Section.position)))

    def make(self, scope: Scope, entry: Entry) -> Section:
        issue = db.session.scalars(db.select(Issue).filter_by(slug=entry["issue"])).one()
        return Section(issue_id=issue.id, slug=entry["slug"])

    def write(self, scope: Scope, record: Section, entry: Entry) -> None:
        super().write(scope, record, entry)
        record.position = entry["position"]

    def read(self, scope: Scope, record: Section) -> Entry:
        entry = super().read(scope, record)
        issue = db.session.get_one(Issue, record.issue_id)
        return Entry({**entry, "issue": issue.slug, "position": record.position})

    def export(self, scope: Scope, record: Section) -> dict[str, Any]:
        issue = db.session.get_one(Issue, record.issue_id)
        return {**super().export(scope, record), "inside": issue.slug}

    def label(self, entry: Entry) -> str:
        return f"section {entry['issue']}/{entry['slug']}"

    def _owned(self, scope: Scope) -> Any:
        return db.select(Section).join(Issue).join(Publication).where(Publication.edition_id == scope.edition.id)


PARTS: tuple[Part, ...] = (PublicationPart(), IssuePart(), SectionPart())
