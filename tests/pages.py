"""A test client that looks at every page it is given, as a careful reader would."""

from typing import Any

import html5lib
from flask import g
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

HTML = "{http://www.w3.org/1999/xhtml}"


class PageClient(FlaskClient):
    def open(self, *args: Any, **options: Any) -> TestResponse:
        for name in list(g):  # a test holds one app context; what a request remembers must not reach the next
            g.pop(name)
        response = super().open(*args, **options)
        is_page = response.mimetype == "text/html" and response.request.method != "HEAD"
        if is_page and response.status_code not in (301, 302, 303, 307, 308):
            faults = faults_of(response.get_data(as_text=True))
            assert not faults, f"{response.request.path}: {faults}"
        return response


def faults_of(page: str) -> list[str]:
    """What is wrong with a page: syntax, language, headings, ids, labels, inline script or style."""
    parser = html5lib.HTMLParser(strict=False)
    tree = parser.parse(page)
    faults = [f"line {line}: {code}" for (line, _), code, _ in parser.errors]
    elements = list(tree.iter())
    root = tree if tree.tag == f"{HTML}html" else tree.find(f".//{HTML}html")
    if root is None or not root.get("lang"):
        faults.append("no lang on <html>")
    headings = [e for e in elements if e.tag == f"{HTML}h1"]
    if len(headings) != 1:
        faults.append(f"{len(headings)} h1")
    if not (tree.findtext(f".//{HTML}title") or "").strip():
        faults.append("no title")
    ids = [e.get("id") for e in elements if e.get("id")]
    faults += [f"id {name} twice" for name in sorted({i for i in ids if ids.count(i) > 1})]
    faults += [f"style attribute on {_name(e)}" for e in elements if e.get("style") is not None]
    faults += ["<style> in the page" for e in elements if e.tag == f"{HTML}style"]
    faults += [
        f"{name} on {_name(e)}"
        for e in elements
        for name in e.attrib
        if isinstance(name, str) and name.startswith("on")
    ]
    faults += [
        "inline script"
        for e in elements
        if e.tag == f"{HTML}script" and not e.get("src") and e.get("type") != "application/ld+json"
    ]
    labelled = {e.get("for") for e in elements if e.tag == f"{HTML}label"}
    for element in elements:
        if element.tag not in {f"{HTML}input", f"{HTML}select", f"{HTML}textarea"}:
            continue
        if element.get("type") in ("hidden", "submit"):
            continue
        if not (element.get("id") in labelled or element.get("aria-label") or element.get("aria-labelledby")):
            faults.append(f"no label for {element.get('name')}")
    faults += [f"no alt on {e.get('src')}" for e in elements if e.tag == f"{HTML}img" and e.get("alt") is None]
    described = " ".join(e.get("aria-describedby") or "" for e in elements).split()
    faults += [f"aria-describedby names no element: {name}" for name in described if name not in ids]
    return faults


def _name(element: Any) -> str:
    return str(element.tag).removeprefix(HTML)
