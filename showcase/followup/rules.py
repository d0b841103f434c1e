"""What guests are asked afterwards, and to whom a letter goes. Pure."""

from enum import StrEnum


class Letter(StrEnum):
    """A letter after the gathering."""

    THANKS = "thanks"  # to a party of which somebody came
    MISSED = "missed"  # to one that was expected and could not come


class Aspect(StrEnum):
    """What guests say how they found it, in the order of the day."""

    WHOLE = "whole"
    RECEPTION = "reception"
    PROGRAMME = "programme"
    MEAL = "meal"


class Liked(StrEnum):
    """How something was found, the best first."""

    VERY = "very"
    WELL = "well"
    FAIRLY = "fairly"
    NOT = "not"


class Again(StrEnum):
    YES = "yes"
    PERHAPS = "perhaps"
    NO = "no"


LONGEST_WORDS = 2000
MOST_PHOTOS = 300  # of one gathering
