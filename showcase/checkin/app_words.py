"""Sentences of the door's page that the code decides on: a page without data has to hold all of them."""

from ..core.i18n import LOCALES, SOURCE, use_locale
from ..registration.forms import AGE_LABELS
from . import greetings, wording
from .rules import Reason

WHOM = "{whom}"  # the script puts in how the guest likes to be called


def reasons() -> dict[str, str]:
    """Reason → why, for the volunteer."""
    return {reason: wording.sentence_of(reason) for reason in Reason}


def ages() -> dict[str, str]:
    """Age band → how it is called."""
    return {band: str(label) for band, label in AGE_LABELS.items() if band}


def to_help_desk() -> str:
    """What is turned to a guest who cannot pass yet, in Vietnamese, with the place of the name they go by."""
    return greetings.to_help_desk_in_vietnamese(WHOM)


def to_help_desk_in_others() -> dict[str, str]:
    """The same in every other language that guests may have."""
    said = {}
    for code in LOCALES:
        if code != SOURCE:
            with use_locale(code):
                said[code] = greetings.to_help_desk_abroad()
    return said
