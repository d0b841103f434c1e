"""Check, load and export an edition folder."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml

from ..announcements import pack as announcements
from ..badges import pack as badges
from ..checkin import pack as checkin
from ..committee import pack as committee
from ..content.pack import follow_pictures
from ..contributions import pack as contributions
from ..core import audit
from ..core.database import write
from ..core.i18n import LOCALES, SOURCE
from ..core.shapes import TRUST, Finding
from ..delegations import pack as delegations
from ..editions import pack as editions
from ..editions.models import Edition, Host
from ..editions.parts import Part, Scope, sync
from ..invitations import pack as invitations
from ..programme import pack as programme
from ..protocol import pack as protocol
from ..registration import pack as registration
from ..seating import pack as seating
from .folder import ARTICLES, OUTLINES, PARTS, PICTURES, read_folder


@dataclass
class Outcome:
    """What a load did. With findings it did nothing."""

    findings: list[Finding] = field(default_factory=list)
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    unchanged: int = 0


def check(path: Path) -> list[Finding]:
    """What is wrong with a folder; changes nothing."""
    return read_folder(path).report.findings


def load(path: Path, now: datetime) -> Outcome:
    """Bring the database to what the folder says. The caller commits, or rolls back if there are findings."""
    folder = read_folder(path)
    if folder.report.findings:
        return Outcome(folder.report.findings)
    write()
    scope = Scope(folder, now, Host(), Edition())
    editions.load_pictures(scope)
    sync(editions.HostPart(), scope)
    if not scope.findings:
        _load_edition(scope)
    for part in PARTS:
        if not scope.findings:
            sync(part, scope)
    if not scope.findings:
        registration.create_guests(scope)
        invitations.create_invitations(scope)
        committee.create_committee(scope)
        delegations.create_delegations(scope)
        badges.create_gifts(scope)
        programme.create_programme(scope)
        protocol.create_introductions(scope)
        announcements.create_announcements(scope)
        contributions.create_contributions(scope)
        seating.create_seating(scope)
        checkin.check_in_guests(scope)
        done = {"created": len(scope.created), "updated": len(scope.updated)}
        audit.record("edition.loaded", scope.edition, **audit.differences({"created": 0, "updated": 0}, done))
    return Outcome(scope.findings, scope.created, scope.updated, scope.kept, scope.missing, scope.unchanged)


def _load_edition(scope: Scope) -> None:
    assert scope.folder
    entry = scope.folder.entries("edition.yaml", "edition")[0]
    scope.edition.year = entry["year"]
    stored = editions.EditionPart().find(scope, entry)
    if stored is not None:
        scope.edition = stored
        follow_pictures(scope)
        editions.redraw(scope)
    sync(editions.EditionPart(), scope)


def export(edition: Edition, path: Path, now: datetime) -> None:
    """Write the edition as a folder that loads to the same state; the folder must be new or empty."""
    scope = Scope(None, now, edition.host, edition, editions.stored_pictures(edition))
    path.mkdir(parents=True, exist_ok=True)
    files: dict[str, dict[str, Any]] = {
        "edition.yaml": {
            "format": 1,
            "host": editions.HostPart().export(scope, edition.host),
            "edition": editions.EditionPart().export(scope, edition),
        }
    }
    for part in PARTS:
        if part.path == ARTICLES:
            _write_articles(part, scope, path / ARTICLES)
        else:
            _collect(part, scope, files.setdefault(part.file, {}))
    for unit in files["units.yaml"].get("units", []):
        unit.pop("outline", None)
    for name, document in files.items():
        if document:
            _write_yaml(path / name, _with_short_texts(document))
    _write_outlines(scope, path / OUTLINES)
    _write_pictures(scope, path)


def _collect(part: Part, scope: Scope, document: dict[str, Any]) -> None:
    records = [part.export(scope, record) for record in part.records(scope)]
    if part.inside:
        above = {entry["slug"]: entry for entry in document.get(part.inside, [])}
        for record in records:
            above[record.pop("inside")].setdefault(part.path, []).append(record)
    elif records:
        document[part.path] = document.get(part.path, []) + records


def _write_articles(part: Part, scope: Scope, path: Path) -> None:
    for record in part.records(scope):
        entry = part.read(scope, record)
        for locale in sorted({locale for name in part.text_names() for locale in entry[name]}):
            texts = {name: entry[name].get(locale, {}).get("text", "") for name in part.text_names()}
            body = texts.pop("body")
            trust = entry["body"].get(locale) or entry["title"][locale]
            head: dict[str, Any] = {**texts, "state": trust["state"], "origin": trust["origin"]}
            if locale == SOURCE:
                head |= {name: entry[name] for name in ("theme", "date", "picture", "demo")}
            path.mkdir(exist_ok=True)
            lines = _as_yaml({name: value for name, value in head.items() if value not in ("", None, False)})
            (path / f"{record.slug}.{locale}.md").write_text(f"---\n{lines}---\n{body}\n", encoding="utf-8")


def _write_outlines(scope: Scope, path: Path) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"code": unit.code, "name": unit.text_in("name", SOURCE).text, "level": unit.level},
            "geometry": unit.outline,
        }
        for unit in editions.UnitPart().records(scope)
        if unit.outline
    ]
    if features:
        lines = (json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
        path.write_text('{"type":"FeatureCollection","features":[\n' + ",\n".join(lines) + "\n]}\n", encoding="utf-8")


def _write_pictures(scope: Scope, path: Path) -> None:
    entries = []
    for entry, contents in editions.export_pictures(scope):
        (path / "pictures").mkdir(exist_ok=True)
        for name, content in contents.items():
            (path / "pictures" / name).write_bytes(content)
        entries.append(_plain(entry, {locale: dict(TRUST) for locale in LOCALES}))
    if entries:
        (path / PICTURES).write_text(_as_yaml(entries), encoding="utf-8")


def _with_short_texts(document: dict[str, Any]) -> dict[str, Any]:
    """Say once, at the top, how far the texts of each language are trusted, and only the exceptions below."""
    counts: dict[str, Counter[tuple[str, str]]] = {}
    for locale, text in _texts_in(document):
        counts.setdefault(locale, Counter())[text["state"], text["origin"]] += 1
    trust = {}
    for locale, counter in sorted(counts.items(), key=lambda item: item[0] != SOURCE):
        (state, origin), _number = counter.most_common(1)[0]
        trust[locale] = {"state": state, "origin": origin}
    return {"texts": trust, **_plain(document, trust)} if trust else dict(_plain(document, trust))


def _texts_in(value: Any) -> Iterable[tuple[str, dict[str, str]]]:
    if _is_text(value):
        yield from value.items()
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts_in(item)


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and bool(value)
        and all(key in LOCALES and isinstance(text, dict) and "text" in text for key, text in value.items())
    )


def _plain(value: Any, trust: dict[str, dict[str, str]]) -> Any:
    if _is_text(value):
        return {
            locale: text["text"] if {**text, "text": ""} == {**trust[locale], "text": ""} else dict(text)
            for locale, text in value.items()
        }
    if isinstance(value, dict):
        return {key: _plain(item, trust) for key, item in value.items()}
    return [_plain(item, trust) for item in value] if isinstance(value, list) else value


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _string(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text else None)


_Dumper.add_representer(str, _string)


def _as_yaml(document: Any) -> str:
    return yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110)


def _write_yaml(path: Path, document: dict[str, Any]) -> None:
    path.write_text("# Format: docs/edition-format.md\n" + _as_yaml(document), encoding="utf-8")
