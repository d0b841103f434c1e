"""What others made lies beside one manifest that says where it came from and what it must be."""

import base64
import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).parents[2] / "static/vendor"
MANIFEST = json.loads((VENDOR / "manifest.json").read_text(encoding="utf-8"))["files"]


def test_every_file_is_in_the_manifest() -> None:
    present = {path.relative_to(VENDOR).as_posix() for path in VENDOR.rglob("*") if path.is_file()}
    assert present - {"manifest.json"} == {entry["file"] for entry in MANIFEST}


def test_every_file_is_what_the_manifest_says() -> None:
    for entry in MANIFEST:
        digest = hashlib.sha384((VENDOR / entry["file"]).read_bytes()).digest()
        assert entry["integrity"] == f"sha384-{base64.b64encode(digest).decode()}", entry["file"]


def test_every_entry_names_its_licence() -> None:
    assert all(entry["package"] and entry["version"] and entry["licence"] for entry in MANIFEST)
