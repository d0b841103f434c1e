"""What the checks have found, in the words of the person who reads it."""

from collections.abc import Callable

from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from .checking_rules import Finding, Level, Rule


def levels() -> dict[str, str]:
    return {
        Level.FAULT.value: _("to be mended"),
        Level.HINT.value: _("to be looked at"),
        Level.BY_ITSELF.value: _("set right by itself"),
    }


def rule_names() -> dict[str, str]:
    return {
        Rule.BROKEN_REFERENCE.value: _("Reference that leads nowhere"),
        Rule.NOT_IN_REGISTER.value: _("Name or title unlike the register"),
        Rule.NAME_MISSPELT.value: _("Name written otherwise"),
        Rule.MISSING_ALT.value: _("Picture without words for it"),
        Rule.UNTRANSLATED.value: _("Not translated"),
        Rule.OTHER_FIGURES.value: _("Other figures than the original"),
        Rule.OLD_SPELLING.value: _("Spelling"),
        Rule.PASTED_JUNK.value: _("Left by a word processor"),
        Rule.TYPED_FIGURE.value: _("Known figure typed out"),
        Rule.UNSOURCED.value: _("Figure without a source"),
        Rule.DOUBLE_SPACE.value: _("Double spaces"),
        Rule.STRAIGHT_QUOTES.value: _("Straight quotes"),
        Rule.HARD_SPACES.value: _("Numbers and units kept together"),
        Rule.DECOMPOSED.value: _("Letters in pieces"),
    }


def said(finding: Finding) -> str:
    """What is wrong, in a sentence, and what should stand there."""
    return _SENTENCES[finding.rule](finding)


def _broken(one: Finding) -> str:
    if one.better:
        return _("It names no figure. Perhaps %(near)s was meant.", near=one.better)
    return _("It names no figure.")


def _register(one: Finding) -> str:
    if one.better:
        return _("On that day the register has %(name)s under this title.", name=one.better)
    return _("On that day the register has nobody under this title.")


def _other_figures(one: Finding) -> str:
    if one.better == "missing":
        return _("The original names these figures, the translation does not.")
    return _("The translation names these figures, the original does not.")


def _untranslated(one: Finding) -> str:
    if one.paragraph:
        return _("This paragraph stands as in the original.")
    return ngettext(
        "%(num)d paragraph of the original has no translation.",
        "%(num)d paragraphs of the original have no translation.",
        one.count,
    )


_SENTENCES: dict[Rule, Callable[[Finding], str]] = {
    Rule.BROKEN_REFERENCE: _broken,
    Rule.NOT_IN_REGISTER: _register,
    Rule.NAME_MISSPELT: lambda one: _("The register writes %(name)s.", name=one.better),
    Rule.MISSING_ALT: lambda one: _("The picture has no words in this language for people who do not see it."),
    Rule.UNTRANSLATED: _untranslated,
    Rule.OTHER_FIGURES: _other_figures,
    Rule.OLD_SPELLING: lambda one: _("We write %(better)s.", better=one.better),
    Rule.PASTED_JUNK: lambda one: _(
        "A sign that readers do not see or cannot read came with the pasted text: %(sign)s.", sign=one.better
    ),
    Rule.TYPED_FIGURE: lambda one: _(
        "This is a known figure. By reference it changes with its source: %(reference)s", reference=one.better
    ),
    Rule.UNSOURCED: lambda one: _(
        "Nothing says where this comes from. Name the figure by reference, or give a footnote or a link."
    ),
    Rule.DOUBLE_SPACE: lambda one: ngettext(
        "More than one space in %(num)d place; readers see one.",
        "More than one space in %(num)d places; readers see one.",
        one.count,
    ),
    Rule.STRAIGHT_QUOTES: lambda one: ngettext(
        "%(num)d pair of straight quotes is shown as “ ”.",
        "%(num)d pairs of straight quotes are shown as “ ”.",
        one.count,
    ),
    Rule.HARD_SPACES: lambda one: ngettext(
        "In %(num)d place, number and word are kept on one line.",
        "In %(num)d places, number and word are kept on one line.",
        one.count,
    ),
    Rule.DECOMPOSED: lambda one: _("Letters and their marks were apart; they are stored as one."),
}
