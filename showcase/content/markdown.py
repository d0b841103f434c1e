"""Markdown as editors write it: without HTML, with boxes, quotes, notes, footnotes and tables."""

import re
from collections.abc import Callable, Sequence
from typing import Any

import nh3
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import escape
from mdit_py_plugins.container import container_plugin
from mdit_py_plugins.footnote import footnote_plugin

from ..core.i18n import gettext as _
from . import typography

BOX, QUOTE, NOTE = "box", "quote", "note"
CONTAINERS = (BOX, QUOTE, NOTE)
_TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "hr", "br", "code", "pre",
    "table", "thead", "tbody", "tr", "th", "td", "div", "figure", "figcaption", "section", "sup",
}  # fmt: skip
# Only what this module writes: an editor has no HTML. `style` of a cell is the side that Markdown puts it on.
_ATTRIBUTES = {
    "a": {"href", "id", "class", "aria-label"},
    "div": {"class", "role", "tabindex", "aria-label"},
    "figure": {"class"},
    "li": {"id"},
    "p": {"class"},
    "section": {"class"},
    "sup": {"class"},
    "td": {"class"},
    "th": {"class", "scope"},
}
_SCHEMES = {"http", "https", "mailto", "tel"}
_SIDE = re.compile(r"text-align:(left|center|right)")


def as_html(text: str, code: str, on_paper: bool, mark: str = "") -> str:
    """A text of this language. On paper a table has no frame to scroll in. `mark`: what its footnotes begin with."""
    html = _markdown.render(text, {"code": code, "on_paper": on_paper, "docId": mark})
    return nh3.clean(
        html, tags=_TAGS, attributes=_ATTRIBUTES, link_rel=None, url_schemes={"http", "https", "mailto", "tel"}
    )


def _made() -> MarkdownIt:
    made = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table").use(footnote_plugin)
    for name in CONTAINERS:
        made.use(container_plugin, name, render=_RENDERERS[name])
    made.core.ruler.push("typography", _set_type)
    for name, rule in _RULES.items():
        made.add_render_rule(name, rule)
    return made


def _set_type(state: StateCore) -> None:
    """Quotation marks and spaces, in every stretch of words; what is code stays as it was typed."""
    code = state.env.get("code", "")
    for token in state.tokens:
        before = ""
        for child in token.children or ():
            if child.type == "text":
                # What stands before, perhaps in emphasis, tells an opening quotation mark from a closing one.
                child.content = typography.set_in(code, before + child.content)[len(before) :]
            before = child.content[-1:] if child.content else before if child.nesting else " "


def _title(tokens: Sequence[Token], place: int, name: str) -> str:
    """What stands behind the word of a container."""
    return tokens[place].info.strip()[len(name) :].strip()


def _box(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    if tokens[place].nesting != 1:
        return "</div>\n"
    title = _in_line(_title(tokens, place, BOX), env)
    return '<div class="fact-box" role="note">\n' + (f'<p class="fact-box__title">{title}</p>\n' if title else "")


def _quote(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    if tokens[place].nesting == 1:
        return '<figure class="pull-quote">\n<blockquote>\n'
    who = _in_line(_title(tokens, _opening(tokens, place), QUOTE), env)
    return "</blockquote>\n" + (f"<figcaption>{who}</figcaption>\n" if who else "") + "</figure>\n"


def _note(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    return '<div class="side-note" role="note">\n' if tokens[place].nesting == 1 else "</div>\n"


def _in_line(words: str, env: Any) -> str:
    """A title with its figures and emphasis."""
    return _markdown.renderInline(words, {"code": env.get("code", "")}) if words else ""


def _opening(tokens: Sequence[Token], place: int) -> int:
    level = tokens[place].level
    return next(i for i in range(place - 1, -1, -1) if tokens[i].level == level and tokens[i].nesting == 1)


def _table_open(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, env: Any) -> str:
    if env.get("on_paper"):
        return "<table>\n"
    return f'<div class="wide" role="region" tabindex="0" aria-label="{escape(_("Table"))}">\n<table>\n'


def _table_close(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, env: Any) -> str:
    return "</table>\n" if env.get("on_paper") else "</table>\n</div>\n"


def _cell(tag: str) -> Callable[..., str]:
    def opened(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
        side = _SIDE.search(str(tokens[place].attrGet("style") or ""))
        scope = ' scope="col"' if tag == "th" else ""
        return f'<{tag} class="{side[1]}"{scope}>' if side else f"<{tag}{scope}>"

    return opened


def _image(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, _env: Any) -> str:
    """Pictures come from the library by reference; one of another site is never fetched, its words stay."""
    return str(escape(tokens[place].content))


def _anchor(env: Any, kind: str, number: Any) -> str:
    mark = f"{env['docId']}-" if env.get("docId") else ""
    return f"{kind}-{mark}{number}"


def _footnote_mark(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    number, again = tokens[place].meta["id"] + 1, tokens[place].meta.get("subId", 0)
    here = _anchor(env, "noted", f"{number}-{again}" if again else number)
    label = escape(_("Note %(number)d", number=number))
    there = _anchor(env, "note", number)
    return f'<sup class="note-mark"><a href="#{there}" id="{here}" aria-label="{label}">{number}</a></sup>'


def _footnotes_open(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return '<section class="footnotes">\n<ol>\n'


def _footnotes_close(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return "</ol>\n</section>\n"


def _footnote_open(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    return f'<li id="{_anchor(env, "note", tokens[place].meta["id"] + 1)}">'


def _footnote_close(_self: RendererHTML, _tokens: Sequence[Token], _place: int, _options: Any, _env: Any) -> str:
    return "</li>\n"


def _footnote_back(_self: RendererHTML, tokens: Sequence[Token], place: int, _options: Any, env: Any) -> str:
    if env.get("on_paper") or tokens[place].meta.get("subId", 0):
        return ""
    back = _anchor(env, "noted", tokens[place].meta["id"] + 1)
    return f' <a href="#{back}" class="note-back" aria-label="{escape(_("Back to the text"))}">↩</a>'


_RENDERERS = {BOX: _box, QUOTE: _quote, NOTE: _note}
_RULES: dict[str, Callable[..., str]] = {
    "table_open": _table_open,
    "table_close": _table_close,
    "td_open": _cell("td"),
    "th_open": _cell("th"),
    "image": _image,
    "footnote_ref": _footnote_mark,
    "footnote_block_open": _footnotes_open,
    "footnote_block_close": _footnotes_close,
    "footnote_open": _footnote_open,
    "footnote_close": _footnote_close,
    "footnote_anchor": _footnote_back,
}
_markdown = _made()
