"""States, kinds and refusals of registration. Pure."""

from enum import StrEnum

LARGEST_PARTY = 15
AGE_BANDS = ("0-6", "7-15", "16-59", "60+")
GUEST_KINDS = ("overseas", "relative", "official", "partner", "press", "staff")


class State(StrEnum):
    CONFIRMED = "confirmed"
    WAITLISTED = "waitlisted"
    PENDING = "pending"
    CANCELLED = "cancelled"


class Refusal(StrEnum):
    FULL = "full"
    REGISTRATION_CLOSED = "registration_closed"
    CANCELLED = "cancelled"
    CAPACITY_BELOW_TAKEN = "capacity_below_taken"
