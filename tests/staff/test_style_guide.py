"""The style guide: every component there is, drawn from the very macros and style sheets that pages use."""

import re

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import nodes

from showcase.core.assets import STATIC
from tests.pages import faults_of
from tests.staff.cast import sign_in

COMPONENTS = STATIC.parent / "templates/components"
# In letters, whose style stands in each element; the previews of the words in mails show them.
IN_MAILS = "mail.html"


def sheet(client: FlaskClient) -> str:
    sign_in(client)
    return client.get("/staff/styleguide").get_data(as_text=True)


def macros_of(app: Flask, name: str) -> set[str]:
    source = (COMPONENTS / name).read_text(encoding="utf-8")
    found = app.jinja_env.parse(source).find_all(nodes.Macro)
    return {macro.name for macro in found if not macro.name.startswith("_")}


def test_the_style_guide_is_a_sound_page(client: FlaskClient) -> None:
    page = sheet(client)
    assert not faults_of(page)
    assert 'aria-invalid="true"' in page
    assert '<a href="#name">' in page, "the summary of errors leads to the field"


def test_the_style_guide_calls_every_macro_of_every_component(app: Flask) -> None:
    guide = app.jinja_env.parse((STATIC.parent / "templates/staff/styleguide.html").read_text(encoding="utf-8"))
    called = {call.node.name for call in guide.find_all(nodes.Call) if isinstance(call.node, nodes.Name)}
    files = sorted(path.name for path in COMPONENTS.glob("*.html") if path.name != IN_MAILS)
    missing = {(name, macro) for name in files for macro in macros_of(app, name) - called}
    assert len(files) > 15
    assert not missing


def test_the_style_guide_shows_what_every_style_sheet_of_a_component_is_for(client: FlaskClient) -> None:
    page = sheet(client)
    shown = {name for names in re.findall(r'class="([^"]+)"', page) for name in names.split()}
    missing = {}
    for path in sorted((STATIC / "core/components").glob("*.css")):
        text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        blocks = {name.split("__")[0].split("--")[0] for name in re.findall(r"\.([a-z][a-z0-9_-]*)", text)}
        if not blocks & shown:
            missing[path.name] = blocks
    assert not missing


def test_every_style_sheet_of_a_component_reaches_the_console(client: FlaskClient) -> None:
    bundled = (STATIC / "core/bundles.json").read_text(encoding="utf-8")
    for path in (STATIC / "core/components").glob("*.css"):
        assert f'"core/components/{path.name}"' in bundled
