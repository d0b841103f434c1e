"""Reads a JSON object field by field and tells everything that is wrong with it at once."""

import re
import unicodedata
from collections.abc import Collection
from datetime import UTC, datetime
from typing import Any

from .errors import Problem
from .forms import has_control_characters
from .i18n import LOCALES

_TIME = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(:\d\d(\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)")


class JsonInput:
    """One object of a request. Readers answer the value, or None after noting a fault."""

    def __init__(self, values: dict[str, Any], path: str = "", faults: list[dict[str, str]] | None = None) -> None:
        self._values = values
        self._path = path
        self._faults: list[dict[str, str]] = [] if faults is None else faults

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def names(self) -> set[str]:
        return set(self._values)

    def raw(self, name: str) -> Any:
        return self._values.get(name)

    def fault(self, name: str, message: str) -> None:
        self._faults.append({"field": f"{self._path}{name}", "message": message})

    def finish(self) -> None:
        """Refuse the request if anything was wrong."""
        if self._faults:
            raise Problem(422, "invalid", "Some fields are not in order.", errors=self._faults)

    def text(self, name: str, longest: int, required: bool = False, newlines: bool = False) -> str | None:
        """A text of one line, or of several, composed (NFC), without white space around it; empty counts as missing."""
        value = self._present(name, required)
        if value is None:
            return None
        return self._line(name, value, longest, required, newlines)

    def integer(self, name: str, low: int, high: int, required: bool = False) -> int | None:
        value = self._present(name, required)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            self.fault(name, f"A whole number from {low} to {high} is expected.")
            return None
        return value

    def flag(self, name: str, default: bool = False) -> bool:
        value = self._present(name, False)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.fault(name, "true or false is expected.")
            return default
        return value

    def choice(self, name: str, options: Collection[str], required: bool = False) -> str | None:
        value = self._present(name, required)
        if value is None:
            return None
        if not isinstance(value, str) or value not in options:
            self.fault(name, "This value is not known here.")
            return None
        return value

    def choices(self, name: str, options: Collection[str]) -> tuple[str, ...] | None:
        """A list of known values, each once; None if it was left out or faulty."""
        value = self._present(name, False)
        if value is None:
            return None
        if not isinstance(value, list):
            self.fault(name, "A list is expected.")
            return None
        for number, one in enumerate(value):
            if not isinstance(one, str) or one not in options:
                self.fault(f"{name}[{number}]", "This value is not known here.")
                return None
        return tuple(dict.fromkeys(value))

    def time(self, name: str, required: bool = False) -> datetime | None:
        """An instant in RFC 3339 with its offset, as UTC."""
        value = self._present(name, required)
        if value is None:
            return None
        try:
            if not isinstance(value, str) or not _TIME.fullmatch(value):
                raise ValueError
            found = datetime.fromisoformat(value.upper()).astimezone(UTC)
        except (ValueError, OverflowError):
            self.fault(name, "A time in RFC 3339 with its offset is expected, such as 2024-02-05T08:00:00+07:00.")
            return None
        return found

    def localised(self, name: str, longest: int, required: bool = False) -> dict[str, str] | None:
        """A text in several languages: locale → text."""
        value = self._present(name, required)
        if value is None:
            return None
        if not isinstance(value, dict) or (required and not value):
            self.fault(name, "An object of language and text is expected.")
            return None
        found = {}
        for code, text in value.items():
            if code not in LOCALES:
                self.fault(name, "It holds a language that is not known here.")
                return None
            line = self._line(f"{name}.{code}", text, longest, True)
            if line:
                found[code] = line
        return found

    def object(self, name: str, required: bool = False) -> "JsonInput":
        """A nested object; an empty one after a fault, so that reading goes on."""
        value = self._present(name, required)
        if value is not None and not isinstance(value, dict):
            self.fault(name, "An object is expected.")
            value = None
        return JsonInput(value or {}, f"{self._path}{name}.", self._faults)

    def objects(self, name: str, fewest: int, most: int) -> list["JsonInput"]:
        """A list of objects; what is no object is a fault and left out."""
        value = self._present(name, fewest > 0)
        if value is None:
            return []
        if not isinstance(value, list) or not fewest <= len(value) <= most:
            self.fault(name, f"A list of {fewest} to {most} is expected.")
            return []
        found = []
        for number, one in enumerate(value):
            if isinstance(one, dict):
                found.append(JsonInput(one, f"{self._path}{name}[{number}].", self._faults))
            else:
                self.fault(f"{name}[{number}]", "An object is expected.")
        return found

    def _present(self, name: str, required: bool) -> Any:
        value = self._values.get(name)
        if value is None and required:
            self.fault(name, "This field is required.")
        return value

    def _line(self, name: str, value: Any, longest: int, required: bool, newlines: bool = False) -> str | None:
        if not isinstance(value, str):
            self.fault(name, "Text is expected.")
            return None
        if has_control_characters(value, newlines):
            self.fault(name, "The text holds control characters.")
            return None
        line = unicodedata.normalize("NFC", value).strip()
        if len(line) > longest:
            self.fault(name, f"At most {longest} characters are kept.")
            return None
        if not line and required:
            self.fault(name, "This field is required.")
        return line or None
