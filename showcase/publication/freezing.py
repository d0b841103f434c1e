"""Freezing an issue as a numbered version, giving its files again, withholding it, and telling what changed since."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..accounts.models import Account
from ..config import ROOT
from ..core import audit, clock, media, outbox, pdf
from ..core.database import db, write
from ..core.outbox import Job, Lane, Task
from ..core.pdf_imposing import outline
from ..editions.models import Edition
from ..photos.models import Photo
from . import bundles, changes, inks, kinds, tools
from .bundles import Bundle, BundleRefused, Document
from .changes import Changed
from .composition import broken_pictures, compose, twins_of
from .models import Build, Issue, IssueVersion, Publication, VersionFile
from .rules import Finding, Kind
from .services import OPEN, BuildFailed, Printed, Progress, locales_of, print_bundle

JOB = "publication.freeze"
# Made of every version, in every language. A proof tells when it was made, so it is never the same twice.
FILES = (Kind.SCREEN, Kind.PRINT, Kind.ARCHIVE)
UNCHANGED = "unchanged"  # the report of a version that was asked for without need
PRINT = "print"  # the variant of a picture that is in the inks of print


class Withheld(RuntimeError):
    """A version that is no longer given out; the message says why."""


@dataclass
class Frozen:
    """What freezing made, before anything of it is kept."""

    number: int
    bundle: bytes
    files: dict[tuple[str, Kind], Printed] = field(default_factory=dict)
    changes: list[Changed] = field(default_factory=list)

    @property
    def sha256(self) -> str:
        return media.digest_of(self.bundle)

    @property
    def findings(self) -> dict[str, list[Finding]]:
        """What was found, by language, each once."""
        found: dict[str, dict[Finding, None]] = {}
        for (locale, _kind), printed in self.files.items():
            found.setdefault(locale, {}).update(dict.fromkeys(printed.findings))
        return {locale: list(one) for locale, one in found.items()}

    @property
    def reds(self) -> list[tuple[str, Finding]]:
        """(language, finding) of what stands in the way."""
        return [(locale, one) for locale, found in self.findings.items() for one in found if one.is_red]


@dataclass(frozen=True)
class Rebuilt:
    """A file of a frozen version made again."""

    printed: Printed
    is_identical: bool
    differing: list[str]  # tools and fonts that are not what they were, in words


# Freezing


def make(issue: Issue, progress: Progress | None = None) -> Frozen:
    """Put an issue into a bundle and make its files from it; nothing is kept. Raises BuildFailed.

    The files come from the bundle and not from the site, so that what is frozen is proved to be enough.
    """
    number = next_number(issue)
    documents, findings, faults = {}, {}, []
    for locale in locales_of(issue):
        composition = compose(issue, locale, number)
        faults += composition.faults + broken_pictures(composition)
        documents[locale] = [Document("book", composition.html)]
        findings[locale] = composition.findings
    if faults:
        raise BuildFailed(list(dict.fromkeys(faults)))
    before = _bundle_before(issue)
    frozen = Frozen(number, _pack(issue, number, documents))
    bundle = bundles.unpack(frozen.bundle)
    if before is not None:
        frozen.changes = list(_changed(before, documents))
    wanted = [(locale, kind) for locale in documents for kind in FILES]
    for done, (locale, kind) in enumerate(wanted):
        if progress is not None:
            progress(done, len(wanted))
        printed = print_bundle(bundle, locale, kind)
        frozen.files[locale, kind] = Printed(printed.content, printed.facts, findings[locale] + printed.findings)
    return frozen


def keep(issue: Issue, frozen: Frozen, by: Account | None) -> IssueVersion:
    """Write a version down, its bundle and files in the store."""
    version = _wish(issue)
    version.asked_by = by or version.asked_by
    version.frozen_at = clock.now()
    version.bundle_hash, version.bundle_size = media.store(frozen.bundle), len(frozen.bundle)
    version.pictures = bundles.unpack(frozen.bundle).pictures
    version.report = ""
    for (locale, kind), printed in frozen.files.items():
        version.files.append(
            VersionFile(
                locale=locale,
                kind=kind,
                sha256=media.store(printed.content),
                pages=printed.facts.pages,
                size=printed.facts.size,
                report="\n".join(map(str, printed.findings)),
            )
        )
    pages = {locale: pages_of(version, locale) for locale in locales_of(issue)}
    version.changes = [
        [one.section, one.locale, pages[one.locale].get(one.section), [[str(what), text] for what, text in one.runs]]
        for one in frozen.changes
    ]
    locales = sorted({locale for locale, _kind in frozen.files})
    audit.record("issue.frozen", issue, version=(None, version.number), locales=(None, locales))
    return version


def next_number(issue: Issue) -> int:
    return (issue.version.number if issue.version else 0) + 1


def _wish(issue: Issue) -> IssueVersion:
    """The version that is asked for and not frozen yet."""
    number = next_number(issue)
    found = next((one for one in issue.versions if one.number == number), None)
    if found is None:
        found = IssueVersion(number=number)
        issue.versions.append(found)
        db.session.flush()
    return found


def _pack(issue: Issue, number: int, documents: dict[str, list[Document]]) -> bytes:
    resources, twins = _resources(documents)
    hows = {kind.value: kinds.HOW[kind] for kind in FILES}
    facts = {
        "issue": issue.slug,
        "version": number,
        "frozen_at": clock.now().isoformat(timespec="seconds"),
        "demo": issue.demo,
        "settings": {name: {"variant": how.variant, "sheet": how.sheet} for name, how in hows.items()},
        "inks": inks.of_palette(issue.publication.edition.palette),
        "twins": twins,
        "tools": tools.versions(),
        "fonts": tools.font_hashes(),
    }
    return bundles.pack(documents, resources, facts)


def _resources(documents: dict[str, list[Document]]) -> tuple[dict[str, bytes], dict[str, str]]:
    """All files that documents and their sheets name, the fonts, and (picture → its twin for print)."""
    files = {name: path.read_bytes() for name, path in tools.fonts().items()}
    files[pdf.FACES] = pdf.font_face_rules().encode()
    twins: dict[str, str] = {}
    left = {name for parts in documents.values() for part in parts for name in bundles.names_in(part.html)}
    while left:
        name = left.pop()
        kind, _slash, rest = name.partition("/")
        if name not in files:
            files[name] = media.read(rest) if kind == "media" else (ROOT / name).read_bytes()
            if kind == "media" and rest not in twins.values():
                twins |= (own := twins_of([rest]))
                left |= {f"media/{twin}" for twin in own.values()}
            if name.endswith(".css"):
                left |= bundles.names_in(files[name].decode())
    return files, twins


# As a job


def request_freeze(issue: Issue, by: Account | None) -> IssueVersion:
    """Write down that an issue is to be frozen; asked for twice, it is frozen once."""
    version = _wish(issue)
    job = db.session.get(Job, version.job_id) if version.job_id else None
    if job is None or job.state not in OPEN:
        version.asked_by, version.report = by, ""
        version.job_id = outbox.enqueue(Lane.PRINT, JOB, issue=issue.id).id
        audit.record("issue.freeze_requested", issue, version=(None, version.number))
    return version


@outbox.handles(JOB)
def freeze_as_job(task: Task) -> None:
    """Freeze, or write down what stands in the way: the same content would be refused again."""
    issue = db.session.get(Issue, task.values["issue"])
    if issue is None:
        return
    number = issue.id
    frozen, refused = None, UNCHANGED
    try:
        if not is_unchanged(issue):
            frozen = make(issue, task.progress)
            refused = "\n".join(f"{locale}\t{finding}" for locale, finding in frozen.reds)
    except BuildFailed as failure:
        refused = "\n".join(f"-\tred\tfault\t{one.section}\t{one.cause}" for one in failure.faults)
    db.session.rollback()
    write()
    issue = db.session.get_one(Issue, number)
    if frozen is not None and not refused and frozen.number == next_number(issue):
        keep(issue, frozen, None)
    else:
        _wish(issue).report = refused
    db.session.commit()


def pages_of(version: IssueVersion, locale: str) -> dict[str, int]:
    """Section → the page on which it begins, as far as the outline of the file for the screen tells."""
    kept = version.file(locale, Kind.SCREEN)
    if kept is None or not media.path_of(kept.sha256).is_file():
        return {}
    headings = outline(media.read(kept.sha256))
    titles = {one.slug: one.text_in("title", locale).text for one in version.issue.sections}
    return {slug: headings[title] for slug, title in titles.items() if title in headings}


# A frozen version again


def bundle_of(version: IssueVersion) -> bytes:
    """The bundle as it was frozen; raises Withheld, or BundleRefused if the store no longer has it unharmed."""
    refuse_withheld(version)
    if version.bundle_hash is None:
        return _bundle_of_documents(version)
    try:
        content = media.read(version.bundle_hash)
    except OSError as error:
        raise BundleRefused(f"bundle {version.bundle_hash[:12]} is not in the store") from error
    return content


def _bundle_of_documents(version: IssueVersion) -> bytes:
    """What was frozen before there were bundles: its documents, with the sheets and fonts of today."""
    try:
        documents = {
            locale: [Document("book", media.read(digest).decode())] for locale, digest in version.documents.items()
        }
        return _pack(version.issue, version.number, documents)
    except OSError as error:
        raise BundleRefused("its documents or pictures are not in the store") from error


def rebuild(version: IssueVersion, locale: str, kind: Kind, progress: Progress | None = None) -> Rebuilt:
    """Make a file of a frozen version again and compare it with the one that was kept."""
    bundle = bundles.unpack(bundle_of(version), version.bundle_hash or "")
    kept = version.file(locale, kind)
    sha256 = kept.sha256 if kept else ""
    printed = print_bundle(bundle, locale, kind, progress)
    is_identical = media.digest_of(printed.content) == sha256
    differing = bundles.differing(bundle.tools, {**tools.versions(), **tools.font_hashes()})
    return Rebuilt(printed, is_identical, [] if is_identical else differing)


def changes_since(issue: Issue) -> list[Changed]:
    """The words that would differ if the issue were frozen now; empty: none, or it was never frozen."""
    before = _bundle_before(issue)
    return list(_changed(before, _as_version(issue, before))) if before else []


def is_unchanged(issue: Issue) -> bool:
    """Whether the newest version holds all that would be frozen now: words, pictures, style sheets and fonts."""
    before = _bundle_before(issue)
    if before is None:
        return False
    now = bundles.unpack(_pack(issue, before.manifest["version"], _as_version(issue, before)))
    return bool(now.manifest["files"] == before.manifest["files"])


def _as_version(issue: Issue, version: Bundle) -> dict[str, list[Document]]:
    """The documents of today under the number of a version, so that nothing but the content can differ."""
    number = version.manifest["version"]
    return {locale: [Document("book", compose(issue, locale, number).html)] for locale in locales_of(issue)}


def _bundle_before(issue: Issue) -> Bundle | None:
    """The newest frozen version's bundle, also of one that is withheld: what differs may be said."""
    version = issue.version
    if version is None:
        return None
    if version.bundle_hash is None:
        return bundles.unpack(_bundle_of_documents(version))
    return bundles.unpack(media.read(version.bundle_hash), version.bundle_hash)


def _changed(before: Bundle, documents: dict[str, list[Document]]) -> Iterator[Changed]:
    for locale, parts in documents.items():
        old = "".join(part.html for part in before.documents(locale)) if locale in before.locales else ""
        # The imprint says another version, whatever else is the same.
        yield from changes.changed(locale, old, "".join(part.html for part in parts), bundles.WHOLE_HASH)


# Consent withdrawn


def withhold(photo: Photo, now: datetime) -> None:
    """Give no longer out what shows a photograph whose people take their consent back."""
    files = set(photo.media.files)
    query = db.select(IssueVersion).join(Issue).where(IssueVersion.frozen_at.is_not(None)).order_by(IssueVersion.id)
    for version in db.session.scalars(query):
        if files & set(pictures_of(version)) and photo.slug not in version.withheld_for:
            version.withheld_at = now
            version.withheld_for = [*version.withheld_for, photo.slug]
            audit.record("issue.withheld", version.issue, version=(version.number, None), photo=(None, photo.slug))
    _withhold_builds(photo, files)


def _withhold_builds(photo: Photo, files: set[str]) -> None:
    """A mere build can be made again without the photograph; of an old one nobody knows what it shows."""
    query = (
        db.select(Build)
        .join(Build.issue)
        .join(Issue.publication)
        .join(Edition, Edition.id == Publication.edition_id)
        .where(Edition.host_id == photo.host_id, Build.file_hash.is_not(None))
    )
    for build in db.session.scalars(query):
        if build.pictures is None or files & set(build.pictures):
            build.file_hash = None
            build.report = f"design: consent to picture {photo.slug} was withdrawn"
            audit.record("build.withheld", build.issue, photo=(None, photo.slug))


def pictures_of(version: IssueVersion) -> list[str]:
    """The hashes of all pictures that a version shows."""
    if version.bundle_hash is not None:
        return version.pictures
    kept = [digest for digest in version.documents.values() if media.path_of(digest).is_file()]
    return sorted({one for digest in kept for one in bundles.pictures_in(media.read(digest).decode())})


def withheld_for(version: IssueVersion) -> list[str]:
    """The photographs for which a version is not given out now: gone from the library, or still without consent."""
    if not version.withheld_for:
        return []
    query = db.select(Photo.slug).where(Photo.slug.in_(version.withheld_for), Photo.withdrawn_at.is_(None))
    agreed = set(db.session.scalars(query))
    return [slug for slug in version.withheld_for if slug not in agreed]


def refuse_withheld(version: IssueVersion) -> None:
    if slugs := withheld_for(version):
        raise Withheld(
            f"version {version.number} of {version.issue.slug} is withheld: consent to {', '.join(slugs)} was withdrawn"
        )


def version_of(issue: Issue, number: int | None = None) -> IssueVersion | None:
    """A frozen version by its number, else the newest."""
    if number is None:
        return issue.version
    return next((one for one in issue.versions if one.number == number and one.frozen_at), None)


def facts_of(version: IssueVersion) -> dict[str, Any]:
    """What a report says about a version."""
    return {
        "number": version.number,
        "frozen_at": version.frozen_at.isoformat() if version.frozen_at else None,
        "bundle": version.bundle_hash,
        "withheld_for": withheld_for(version),
        "files": [
            {"locale": one.locale, "kind": one.kind, "sha256": one.sha256, "pages": one.pages, "bytes": one.size}
            for one in version.files
        ],
    }
