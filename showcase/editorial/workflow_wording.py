"""The way of articles in the reader's words."""

from ..core.i18n import gettext as _
from ..core.i18n import ngettext
from .workflow_rules import Budget, Hand, Kind, Lack, Missing, Refusal, Step


def steps() -> dict[Step, str]:
    return {
        Step.ASSIGNED: _("assigned"),
        Step.DRAFTED: _("drafted"),
        Step.EDITED: _("edited"),
        Step.FIGURES_CHECKED: _("figures checked"),
        Step.TRANSLATED: _("translated"),
        Step.LANGUAGE_CHECKED: _("language checked"),
        Step.APPROVED: _("approved for the site"),
    }


def kinds() -> dict[Kind, str]:
    return {
        Kind.FEATURE: _("Feature (700–900 words)"),
        Kind.LETTER: _("Letter (350 words)"),
        Kind.PROFILE: _("Project profile (120 words)"),
        Kind.CAPTION: _("Caption (25 words)"),
        Kind.OTHER: _("Something else"),
    }


def hands() -> dict[Hand, str]:
    return {
        Hand.WRITER: _("to be written"),
        Hand.EDITOR: _("waits for an editor"),
        Hand.UNIT: _("waits for the unit"),
        Hand.TRANSLATOR: _("waits for the translator"),
        Hand.NOBODY: "",
    }


def lack(missing: Missing) -> str:
    number = missing.number
    match missing.lack:
        case Lack.EMPTY:
            return _("Nothing is written yet.")
        case Lack.SKIPS:
            return ngettext("%(num)d step is left out.", "%(num)d steps are left out.", number)
        case Lack.COMMENTS:
            return ngettext("%(num)d comment is open.", "%(num)d comments are open.", number)
        case Lack.FIGURES:
            return ngettext(
                "%(num)d figure has not been checked by the unit.",
                "%(num)d figures have not been checked by the unit.",
                number,
            )
        case Lack.NO_UNIT:
            return ngettext(
                "%(num)d figure is not checked, and no unit is named for it.",
                "%(num)d figures are not checked, and no unit is named for them.",
                number,
            )
        case Lack.WRONG_FIGURES:
            return ngettext(
                "%(num)d figure is wrong, says the unit.", "%(num)d figures are wrong, says the unit.", number
            )
        case Lack.TRANSLATIONS:
            return ngettext(
                "%(num)d language lacks words or is older than the original.",
                "%(num)d languages lack words or are older than the original.",
                number,
            )
        case Lack.UNREAD:
            return ngettext(
                "%(num)d language has not been read over.", "%(num)d languages have not been read over.", number
            )


def refusal(refused: Refusal) -> str:
    return {
        Refusal.NOT_YOURS: _("This step is for editors."),
        Refusal.SAME: _("The text stands at this step already."),
        Refusal.HARD: _("There is nothing to move on yet: please write the text first."),
        Refusal.NO_REASON: _("Please say why; whoever works on the text reads it."),
    }[refused]


def length(words: int, budget: Budget | None) -> str:
    """How long a text is, and how much too long or too short."""
    if budget is None:
        return ngettext("%(num)d word", "%(num)d words", words)
    if over := budget.over(words):
        return ngettext(
            "%(words)s words, over by %(num)d word", "%(words)s words, over by %(num)d words", over, words=words
        )
    if words and (under := budget.under(words)):
        return ngettext(
            "%(words)s words, %(num)d word short", "%(words)s words, %(num)d words short", under, words=words
        )
    return _("%(words)s of %(most)s words", words=words, most=budget.most)
