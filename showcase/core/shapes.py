"""Shapes of YAML: what a file may hold, declared; reading answers plain values and names each fault by line.

    Mapping({"slug": Slug("indicator"), "name": Texts(), "note?": Texts()})

A key that ends in `?` may be missing; its value is then the shape's `empty`, so that what was read always has
every key and can be compared with what is stored.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, ClassVar

import yaml

from . import slugs
from .i18n import LOCALES, SOURCE
from .localised import Origin, TextState

TRUST = {"origin": Origin.HUMAN.value, "state": TextState.APPROVED.value}


@dataclass(frozen=True, order=True)
class Place:
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, order=True)
class Finding:
    place: Place
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


class Entry(dict[str, Any]):
    """A mapping as it was read, and where."""

    place = Place("", 0)


@dataclass
class Report:
    """What a reading found: the faults, the names that records have, and the names that others refer to."""

    findings: list[Finding] = field(default_factory=list)
    names: dict[tuple[str, str], Place] = field(default_factory=dict)
    uses: list[tuple[str, str, Place]] = field(default_factory=list)

    def fault(self, place: Place, message: str) -> None:
        self.findings.append(Finding(place, message))

    def name(self, kind: str, name: str, place: Place) -> None:
        first = self.names.setdefault((kind, name), place)
        if first != place:
            self.fault(place, f"duplicate {kind} {name!r}, first at {first}")

    def use(self, kind: str, name: str, place: Place) -> None:
        self.uses.append((kind, name, place))

    def settle(self) -> None:
        """Once everything is read: every name that is used must be the name of something."""
        for kind, name, place in self.uses:
            if (kind, name) not in self.names:
                self.fault(place, f"unknown {kind} {name!r}")
        self.uses.clear()


@dataclass
class File:
    """The file being read: its name, where faults go, and how far its texts are trusted, by language."""

    name: str
    report: Report
    trust: dict[str, dict[str, str]] = field(default_factory=dict)

    def place(self, node: yaml.Node) -> Place:
        return Place(self.name, node.start_mark.line + 1)

    def fault(self, node: yaml.Node, message: str) -> None:
        self.report.fault(self.place(node), message)


def compose(text: str, file: File) -> yaml.Node | None:
    """The nodes of a YAML text; None, and a finding, if it is none."""
    try:
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = text.split("\n")[mark.line] if mark and mark.line < text.count("\n") + 1 else ""
        problem = "a tab: indent with spaces" if "\t" in line else f"not YAML: {error.problem or error.context}"
        file.report.fault(Place(file.name, mark.line + 1 if mark else 1), problem)
        return None
    except yaml.YAMLError as error:
        position = getattr(error, "position", 0)
        file.report.fault(Place(file.name, text.count("\n", 0, position) + 1), f"not YAML: {error}".splitlines()[0])
        return None
    if node is None:
        file.report.fault(Place(file.name, 1), "the file is empty")
    return node


class Shape:
    """What a value may be. `read` answers the value, or `empty` after reporting what was expected."""

    expected: ClassVar[str] = "a value"

    @property
    def empty(self) -> Any:
        return None

    def read(self, node: yaml.Node, file: File) -> Any:
        if is_null(node):
            return self.empty
        if not isinstance(node, yaml.ScalarNode):
            return self.refuse(node, file)
        value = self.convert(node.value, file.place(node), file.report)
        return self.refuse(node, file) if value is None else value

    def convert(self, text: str, place: Place, report: Report) -> Any:
        """The value of a scalar, None if it is not of this shape."""
        raise NotImplementedError

    def refuse(self, node: yaml.Node, file: File) -> Any:
        file.fault(node, f"expected {self.expected}, found {described(node)}")
        return self.empty


class String(Shape):
    expected = "a string"

    def __init__(self, longest: int = 10_000, pattern: str = "", expected: str = "") -> None:
        self.longest, self.pattern = longest, re.compile(pattern) if pattern else None
        self.described = expected

    @property
    def empty(self) -> str:
        return ""

    def convert(self, text: str, place: Place, report: Report) -> str | None:
        text = unicodedata.normalize("NFC", text).strip()
        if len(text) > self.longest:
            report.fault(place, f"expected at most {self.longest} letters, found {len(text)}")
        return None if self.pattern and not self.pattern.fullmatch(text) else text

    def refuse(self, node: yaml.Node, file: File) -> str:
        file.fault(node, f"expected {self.described or self.expected}, found {described(node)}")
        return ""


class Slug(String):
    """A name for addresses. `kind`: one that must be unique in the folder."""

    def __init__(self, kind: str = "") -> None:
        super().__init__(120, slugs.SLUG.pattern, "a slug (a-z, 0-9 and hyphens)")
        self.kind = kind

    def convert(self, text: str, place: Place, report: Report) -> str | None:
        found = super().convert(text, place, report)
        if found and self.kind:
            report.name(self.kind, found, place)
        return found


class Code(String):
    """A name that is no address, such as an official code; unique in the folder."""

    def __init__(self, kind: str) -> None:
        super().__init__(40)
        self.kind = kind

    def convert(self, text: str, place: Place, report: Report) -> str | None:
        report.name(self.kind, text, place)
        return text or None


class Use(String):
    """The name of a record that must be in the folder."""

    def __init__(self, kind: str) -> None:
        super().__init__(200)
        self.kind = kind

    def convert(self, text: str, place: Place, report: Report) -> str | None:
        report.use(self.kind, text, place)
        return text


class Choice(Shape):
    def __init__(self, *values: str, default: str = "") -> None:
        self.values, self.default = values, default

    @property
    def empty(self) -> str:
        return self.default

    def convert(self, text: str, place: Place, report: Report) -> str | None:
        return text if text in self.values else None

    def refuse(self, node: yaml.Node, file: File) -> str:
        file.fault(node, f"expected one of {', '.join(self.values)}, found {described(node)}")
        return self.default


class Number(Shape):
    expected = "a number"

    def convert(self, text: str, place: Place, report: Report) -> float | int | None:
        if re.fullmatch(r"[-+]?\d+", text):
            return int(text)
        return float(text) if re.fullmatch(r"[-+]?\d+\.\d+", text) else None


class Integer(Shape):
    expected = "a whole number"

    def convert(self, text: str, place: Place, report: Report) -> int | None:
        return int(text) if re.fullmatch(r"[-+]?\d+", text) else None


class Truth(Shape):
    expected = "true or false"

    def __init__(self, default: bool = False) -> None:
        self.default = default

    @property
    def empty(self) -> bool:
        return self.default

    def convert(self, text: str, place: Place, report: Report) -> bool | None:
        return {"true": True, "false": False}.get(text)


class Day(Shape):
    expected = "a day such as 2023-10-15"

    def convert(self, text: str, place: Place, report: Report) -> date | None:
        try:
            return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
        except ValueError:
            return None


class Period(String):
    """A day, month, quarter, half, first months, year, or range of years."""

    PATTERN = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?|-Q[1-4]|-H[12]|-([1-9]|1[01])M|-\d{4})?"

    def __init__(self) -> None:
        super().__init__(20, self.PATTERN, "a period such as 2023, 2023-10, 2023-Q1, 2023-H1, 2023-9M or 2016-2020")


def is_period(text: str) -> bool:
    """Whether a text is a period that exists."""
    if not re.fullmatch(Period.PATTERN, text):
        return False
    first, _hyphen, rest = text.partition("-")
    if len(rest) == 4:
        return rest > first
    try:
        return len(text) < 10 or bool(date.fromisoformat(text))
    except ValueError:
        return False


class Clock(String):
    def __init__(self) -> None:
        super().__init__(8, r"([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?", "a time of day such as '08:00'")


class Anything(Shape):
    """Any plain value: kept as it is."""

    def read(self, node: yaml.Node, file: File) -> Any:
        return plain_value(node)


class Words(Shape):
    """A short text in several languages, kept together: `{locale: text}`. Only the source language is a must."""

    expected = "a text by language, {vi: …, en: …}"
    is_source_needed = True

    @property
    def empty(self) -> dict[str, Any]:
        return {}

    def read(self, node: yaml.Node, file: File) -> dict[str, Any]:
        if is_null(node):
            return {}
        if not isinstance(node, yaml.MappingNode):
            self.refuse(node, file)
            return {}
        found: dict[str, Any] = {}
        for key, value in node.value:
            if key.value not in LOCALES:
                file.fault(key, f"expected a language ({', '.join(LOCALES)}), found {described(key)}")
                continue
            text = self.text(key.value, value, file)
            if text:
                found[key.value] = text
        if self.is_source_needed and SOURCE not in found:
            file.fault(node, f"expected a text in the source language, {SOURCE}")
        return found

    def text(self, locale: str, node: yaml.Node, file: File) -> Any:
        return String().read(node, file)


class Texts(Words):
    """A text in several languages, each with its origin and state: `{locale: {text, origin, state}}`."""

    def text(self, locale: str, node: yaml.Node, file: File) -> Any:
        trust = {**TRUST, **file.trust.get(locale, {})}
        if isinstance(node, yaml.MappingNode):
            return {**trust, **{k: v for k, v in TRUSTED_TEXT.read(node, file).items() if v}}
        text = String(100_000).read(node, file)
        return {**trust, "text": text} if text else None


class ListOf(Shape):
    """A list; `unique`: a key that must differ between its entries."""

    def __init__(self, item: Shape, unique: str = "", at_least: int = 0, single: bool = False) -> None:
        self.item, self.unique, self.at_least, self.single = item, unique, at_least, single

    @property
    def empty(self) -> list[Any]:
        return []

    def read(self, node: yaml.Node, file: File) -> list[Any]:
        if is_null(node) and not self.at_least:
            return []
        if self.single and isinstance(node, yaml.MappingNode):
            return [self.item.read(node, file)]
        if not isinstance(node, yaml.SequenceNode):
            file.fault(node, f"expected a list, found {described(node)}")
            return []
        if len(node.value) < self.at_least:
            file.fault(node, f"expected at least {self.at_least} in the list")
        items = [self.item.read(child, file) for child in node.value]
        if self.unique:
            self._must_differ(items, node, file)
        return items

    def _must_differ(self, items: list[Any], node: yaml.SequenceNode, file: File) -> None:
        seen: dict[Any, int] = {}
        for item, child in zip(items, node.value, strict=True):
            line = seen.setdefault(item[self.unique], file.place(child).line)
            if line != file.place(child).line:
                file.fault(child, f"duplicate {self.unique} {item[self.unique]!r}, first at line {line}")


class Mapping(Shape):
    """Named values. Unknown keys are faults: a misspelt key would silently lose what it says."""

    def __init__(
        self,
        fields: dict[str, Shape],
        check: Callable[[Entry, Report], None] | None = None,
        names: Callable[[Entry, Report], None] | None = None,
    ) -> None:
        """`check` sees entries without faults; `names` sees all, so that one fault does not make others."""
        self.fields = {key.rstrip("?"): shape for key, shape in fields.items()}
        self.required = {key for key in fields if not key.endswith("?")}
        self.check, self.names = check, names

    @property
    def empty(self) -> Entry:
        return Entry({key: shape.empty for key, shape in self.fields.items()})

    def read(self, node: yaml.Node, file: File) -> Entry:
        entry = self.empty
        entry.place = file.place(node)
        if not isinstance(node, yaml.MappingNode):
            file.fault(
                node, f"expected {', '.join(sorted(self.required)) or 'keys and values'}, found {described(node)}"
            )
            return entry
        before = len(file.report.findings)
        seen: set[str] = set()
        for key, value in node.value:
            shape = self.fields.get(key.value)
            if shape is None:
                file.fault(key, f"unknown key {key.value!r}; known are {', '.join(self.fields)}")
            elif key.value in seen:
                file.fault(key, f"duplicate key {key.value!r}")
            else:
                entry[key.value] = shape.read(value, file)
                if key.value in self.required and is_null(value) and shape.empty is not None:
                    file.fault(value, f"{key.value} is empty")
            seen.add(key.value)
        for key in sorted(self.required - seen):
            file.fault(node, f"missing {key}")
        if self.names:
            self.names(entry, file.report)
        if self.check and len(file.report.findings) == before:
            self.check(entry, file.report)
        return entry


class OneOf(Shape):
    """The first shape that fits the kind of node: a scalar, a list or a mapping."""

    def __init__(self, scalar: Shape, sequence: Shape | None = None, mapping: Shape | None = None) -> None:
        self.scalar, self.sequence, self.mapping = scalar, sequence, mapping

    @property
    def empty(self) -> Any:
        return self.scalar.empty

    def read(self, node: yaml.Node, file: File) -> Any:
        if isinstance(node, yaml.SequenceNode) and self.sequence:
            return self.sequence.read(node, file)
        if isinstance(node, yaml.MappingNode) and self.mapping:
            return self.mapping.read(node, file)
        return self.scalar.read(node, file)


TRUSTED_TEXT = Mapping(
    {
        "text": String(100_000),
        "state?": Choice(*(state.value for state in TextState)),
        "origin?": Choice(*(origin.value for origin in Origin)),
    }
)


class Trust(Shape):
    """How far the texts of a file are trusted, by language."""

    def read(self, node: yaml.Node, file: File) -> Any:
        if not isinstance(node, yaml.MappingNode):
            return self.refuse(node, file)
        item = Mapping({key: shape for key, shape in TRUSTED_TEXT.fields.items() if key != "text"})
        item.required = set()
        for key, value in node.value:
            if key.value not in LOCALES:
                file.fault(key, f"expected a language ({', '.join(LOCALES)}), found {described(key)}")
            file.trust[key.value] = {k: v for k, v in item.read(value, file).items() if v}
        return file.trust


def is_null(node: yaml.Node) -> bool:
    return is_plain(node) and node.value in ("", "~", "null")


def is_plain(node: yaml.Node) -> bool:
    """A scalar without quotes: it may be a number, true, false or null."""
    return isinstance(node, yaml.ScalarNode) and not node.style


def described(node: yaml.Node) -> str:
    if isinstance(node, yaml.ScalarNode):
        return "nothing" if is_null(node) else repr(node.value[:60])
    return "a list" if isinstance(node, yaml.SequenceNode) else "keys and values"


def plain_value(node: yaml.Node) -> Any:
    """A node as a plain value; only numbers, true, false and null are more than strings."""
    if isinstance(node, yaml.SequenceNode):
        return [plain_value(child) for child in node.value]
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain_value(value) for key, value in node.value}
    text = unicodedata.normalize("NFC", node.value)
    if not is_plain(node):
        return text
    if is_null(node):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"[-+]?(0|[1-9]\d*)", text):
        return int(text)
    return float(text) if re.fullmatch(r"[-+]?\d+\.\d+", text) else text


def non_empty(entry: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """Those of the keys that say something, for storing or writing."""
    return {key: entry[key] for key in keys if not says_nothing(entry.get(key))}


def says_nothing(value: Any) -> bool:
    if isinstance(value, dict):
        return all(says_nothing(item) for item in value.values())
    return value is None or value is False or value in ("", [])
