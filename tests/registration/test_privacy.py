"""Every column with personal data says why it is kept and until when."""

import re

import pytest

from showcase.core.database import db
from showcase.registration import privacy_facts

# What a column is called when it holds something about a person.
LOOKS_PERSONAL = re.compile(
    r"(^|_)(name|email|e_mail|mail|phone|address|recipient|folded|sort_given|honorific|called|diet|access|note"
    r"|no_photo|age|age_band|birth|country|passport|gender|nationality)(_|$)"
)
# The same words, said of things.
ABOUT_THINGS = {
    "guest_tag.name",
    "guest_tag.folded",
    "guest_view.name",
    "access_code.name",  # of a group; asked not to name guests
    "api_token.name",
    "coach.name",
    "code_use.access_code_id",
    "consignment.note",  # of a unit, on the copies that came
    "release_step.note",  # of the office, on a receipt of the authority or the printing house
    "conflict.note",  # of the staff, about a case; asked not to name guests
    "device.name",
    "figure_check.name",  # of a figure, as the text refers to it
    "event.access",  # who may come
    "registration.delegation_name",  # of an association or office
    "gate.name",
    "hold.name",
    "hold.note",  # of the staff, about a group; asked not to name guests
    "host.email",  # the office's own
    "host.phone",
    "host.phone_days",  # when the office answers
    "host.phone_times",
    "localised_text.folded",
    "observation.note",
    "photo.folded",  # whoever took it is named beside it
    "project.contact_email",  # the office's own
    "project.contact_phone",
    "seating_table.name",  # of a group; asked not to name guests
    "seating_table.note",  # for who serves; likewise
    "session.access",
    "subcommittee.name",
    "term.note",  # on the use of a word
    "unit.official_name",
    "unit.short_name",
    "unit_contact.email",  # the office's own, as its form says
    "unit_contact.phone",
}


def columns() -> list[str]:
    return [f"{table.name}.{column.name}" for table in db.metadata.sorted_tables for column in table.columns]


@pytest.mark.parametrize("place", [place for place in columns() if LOOKS_PERSONAL.search(place.split(".")[1])])
def test_a_column_that_looks_personal_says_why_and_how_long(place: str) -> None:
    table, name = place.split(".")
    column = db.metadata.tables[table].columns[name]
    if place not in ABOUT_THINGS and not name.endswith("confidence_note"):
        assert {"purpose", "retention"} <= column.info.keys(), place


def test_the_privacy_page_names_every_column_about_guests(app: object) -> None:
    assert {str(column) for column in privacy_facts.columns()} == set(privacy_facts.NAMES)
    assert all(fact.what and fact.why and fact.how_long for fact in privacy_facts.facts())
