"""The way of a text to the site: steps, who may take which, what stands against it, how long it may be. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Step(StrEnum):
    """How far a text has come, in the order of the way."""

    ASSIGNED = "assigned"
    DRAFTED = "drafted"
    EDITED = "edited"
    FIGURES_CHECKED = "figures-checked"
    TRANSLATED = "translated"
    LANGUAGE_CHECKED = "language-checked"
    APPROVED = "approved"


WAY = tuple(Step)


class Kind(StrEnum):
    """What a text is in the publication, which says how long it may be."""

    FEATURE = "feature"
    LETTER = "letter"
    PROFILE = "profile"
    CAPTION = "caption"
    OTHER = "other"


@dataclass(frozen=True)
class Budget:
    """How many words a text should have; `least` 0: any number up to `most`."""

    most: int
    least: int = 0

    def over(self, words: int) -> int:
        return max(0, words - self.most)

    def under(self, words: int) -> int:
        return max(0, self.least - words)


BUDGETS = {
    Kind.FEATURE: Budget(900, least=700),
    Kind.LETTER: Budget(350),
    Kind.PROFILE: Budget(120),
    Kind.CAPTION: Budget(25),
}


class Hand(StrEnum):
    """Whose turn it is."""

    WRITER = "writer"
    EDITOR = "editor"
    UNIT = "unit"
    TRANSLATOR = "translator"
    NOBODY = "nobody"


# At a step, whose turn it is to take the text to the next.
_TURNS = {
    Step.ASSIGNED: Hand.WRITER,
    Step.DRAFTED: Hand.EDITOR,
    Step.EDITED: Hand.UNIT,
    Step.FIGURES_CHECKED: Hand.TRANSLATOR,
    Step.TRANSLATED: Hand.TRANSLATOR,
    Step.LANGUAGE_CHECKED: Hand.EDITOR,
    Step.APPROVED: Hand.NOBODY,
}
# What translators may say is done; everything else is for editors.
_OF_TRANSLATORS = frozenset({Step.TRANSLATED, Step.LANGUAGE_CHECKED})


class Lack(StrEnum):
    """What a text still lacks for a step."""

    EMPTY = "empty"  # nothing is written
    COMMENTS = "comments"  # comments are open
    NO_UNIT = "no-unit"  # nobody is named to check the figures
    FIGURES = "figures"  # figures that the unit has not found right
    WRONG_FIGURES = "wrong-figures"
    TRANSLATIONS = "translations"  # missing, or older than the original
    UNREAD = "unread"  # translations that nobody has read over
    SKIPS = "skips"  # earlier steps were not taken


# Without these no reason helps: there would be nothing to work on.
_HARD = frozenset({Lack.EMPTY})


@dataclass(frozen=True)
class Facts:
    """What is known of a text when somebody wants to move it."""

    has_text: bool = True
    open_comments: int = 0
    figures: int = 0
    figures_right: int = 0
    figures_wrong: int = 0
    has_unit: bool = False
    untranslated: int = 0
    unread: int = 0


@dataclass(frozen=True)
class Missing:
    lack: Lack
    number: int = 0

    @property
    def is_hard(self) -> bool:
        """Whether it cannot be passed over, whatever the reason."""
        return self.lack in _HARD


class Refusal(StrEnum):
    NOT_YOURS = "not-yours"
    SAME = "same"
    HARD = "hard"
    NO_REASON = "no-reason"


def turn(step: Step, figures: int, has_unit: bool) -> Hand:
    """Whose turn it is; figures that no unit can check are the editor's to vouch for."""
    return Hand.EDITOR if step is Step.EDITED and not (figures and has_unit) else _TURNS[step]


def next_of(step: Step) -> Step | None:
    place = WAY.index(step) + 1
    return WAY[place] if place < len(WAY) else None


def is_back(old: Step, new: Step) -> bool:
    return WAY.index(new) < WAY.index(old)


def may_move(old: Step, new: Step, edits: bool, translates: bool) -> bool:
    """Editors move a text anywhere; translators say that their own steps are done, or that they are not after all."""
    if edits:
        return True
    before = old in (_OF_TRANSLATORS | {Step.FIGURES_CHECKED})
    return translates and before and new in (_OF_TRANSLATORS | {Step.FIGURES_CHECKED})


def missing(old: Step, new: Step, facts: Facts) -> list[Missing]:
    """What the steps between lack, in the order of the way; nothing for a way back."""
    return [] if is_back(old, new) else list(_missing(old, new, facts))


def refusal(old: Step, new: Step, facts: Facts, reason: str, edits: bool, translates: bool) -> Refusal | None:
    """Why a text may not be moved so, if anything stands against it: a way back, or a gap, wants a reason."""
    if old == new:
        return Refusal.SAME
    if not may_move(old, new, edits, translates):
        return Refusal.NOT_YOURS
    lacks = missing(old, new, facts)
    if any(one.is_hard for one in lacks):
        return Refusal.HARD
    return Refusal.NO_REASON if (lacks or is_back(old, new)) and not reason.strip() else None


def after_edit(step: Step) -> Step:
    """Where a text stands once its words have been changed: what was checked later is to be checked again."""
    return step if WAY.index(step) <= WAY.index(Step.EDITED) else Step.EDITED


def is_late(due_on: date | None, step: Step, today: date) -> bool:
    return due_on is not None and due_on < today and step is not Step.APPROVED


def words_of(text: str) -> int:
    """Words as the layout counts them; a Vietnamese word is as many as it has syllables."""
    return len(text.split())


def _missing(old: Step, new: Step, facts: Facts) -> Iterator[Missing]:
    passed = WAY[WAY.index(old) + 1 : WAY.index(new) + 1]
    if not facts.has_text:
        yield Missing(Lack.EMPTY)
    if len(passed) > 1:
        yield Missing(Lack.SKIPS, len(passed) - 1)
    if Step.EDITED in passed and facts.open_comments:
        yield Missing(Lack.COMMENTS, facts.open_comments)
    # Before it goes on the site they are asked for again: one may have been corrected since the unit looked.
    if facts.figures and (Step.FIGURES_CHECKED in passed or Step.APPROVED in passed):
        yield from _of_figures(facts)
    if Step.TRANSLATED in passed and facts.untranslated:
        yield Missing(Lack.TRANSLATIONS, facts.untranslated)
    if Step.LANGUAGE_CHECKED in passed and facts.unread:
        yield Missing(Lack.UNREAD, facts.unread)


def _of_figures(facts: Facts) -> Iterator[Missing]:
    unchecked = facts.figures - facts.figures_right - facts.figures_wrong
    if facts.figures_wrong:
        yield Missing(Lack.WRONG_FIGURES, facts.figures_wrong)
    if unchecked > 0:
        yield Missing(Lack.FIGURES if facts.has_unit else Lack.NO_UNIT, unchecked)
