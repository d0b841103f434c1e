"""Two people change one record: what can be united is united, what contradicts is asked, nothing is lost."""

from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, SelectMultipleField, StringField
from wtforms.validators import ValidationError

from showcase.core.editing import EditForm, TextsField, leaves, typed


class _Form(EditForm):
    name = TextsField("Name", 20)
    phone = StringField("Phone")
    demo = BooleanField("Demo")

    def validate_phone(self, field: Any) -> None:
        if field.data == "none" and self.demo.data:
            raise ValidationError("A demo needs a phone.")


STORED = {"name": {"vi": "Nhà", "en": "House"}, "phone": "1", "demo": True}


def opened(stored: dict[str, Any] = STORED) -> MultiDict[str, str]:
    """What a browser would send back of a page made now, unchanged."""
    form = _Form(None, stored)
    sent = {field.name: typed(field) for field in leaves(form)} | {"seen": str(form.seen.data)}
    return MultiDict((name, value) for name, value in sent.items() if value)


def changed(posted: MultiDict[str, str], **fields: str) -> MultiDict[str, str]:
    posted.update({name.replace("__", "-"): value for name, value in fields.items()})
    for name, value in fields.items():
        posted.setlist(name.replace("__", "-"), [value] if value else [])
    return posted


def written(form: EditForm) -> dict[str, str]:
    """The name in the languages in which somebody has written it."""
    return {code: text for code, text in form.data["name"].items() if text}


def test_a_change_alone_is_accepted() -> None:
    form = _Form(changed(opened(), name__en="Home"), STORED)
    assert form.is_accepted()
    assert form.changes() == {"name-en": ("House", "Home")}
    assert written(form) == {"vi": "Nhà", "en": "Home"}


def test_changes_of_different_fields_are_united() -> None:
    posted = changed(opened(), name__en="Home", demo="")
    form = _Form(posted, STORED | {"phone": "2", "name": {"vi": "Nhà mình", "en": "House"}})
    assert form.is_accepted()
    assert written(form) == {"vi": "Nhà mình", "en": "Home"}
    assert (form.phone.data, form.demo.data) == ("2", False)
    assert form.changes() == {"name-en": ("House", "Home"), "demo": ("y", "")}


def test_the_same_change_twice_is_no_conflict() -> None:
    form = _Form(changed(opened(), phone="2"), STORED | {"phone": "2"})
    assert form.is_accepted()
    assert form.changes() == {}


def test_contradicting_changes_are_shown_with_both_words() -> None:
    form = _Form(changed(opened(), phone="3"), STORED | {"phone": "2"})
    assert not form.is_accepted()
    assert form.status == 409
    assert [(one.name, one.yours, one.theirs) for one in form.conflicts] == [("phone", "3", "2")]
    assert form.phone.data == "3", "what was typed stays typed"


def test_who_sends_again_after_a_conflict_has_chosen() -> None:
    now = STORED | {"phone": "2"}
    form = _Form(changed(opened(), phone="3"), now)
    form.is_accepted()
    again = changed(opened(), phone="3", seen=str(form.seen.data))
    assert _Form(again, now).is_accepted()
    given_up = changed(opened(), phone="3", seen=str(form.seen.data), **{"take-phone": "theirs"})
    form = _Form(given_up, now)
    assert form.is_accepted()
    assert form.phone.data == "2"


def test_a_third_change_in_between_is_asked_again() -> None:
    form = _Form(changed(opened(), phone="3"), STORED | {"phone": "2"})
    form.is_accepted()
    again = _Form(changed(opened(), phone="3", seen=str(form.seen.data)), STORED | {"phone": "4"})
    assert not again.is_accepted()
    assert again.conflicts[0].theirs == "4"


def test_a_form_without_marks_overwrites_nothing() -> None:
    for seen in ("", "[]", "{", '"x"', '{"phone": 1}'):
        form = _Form(changed(opened(), phone="3", seen=seen), STORED)
        assert not form.is_accepted()
        assert [one.name for one in form.conflicts] == ["phone"]


def test_what_is_united_is_validated_as_a_whole() -> None:
    form = _Form(changed(opened(STORED | {"demo": False}), phone="none"), STORED | {"demo": True})
    assert not form.is_accepted()
    assert form.status == 422
    assert form.phone.errors == ["A demo needs a phone."]


def test_a_change_can_be_taken_back_while_later_ones_stay() -> None:
    now = {"name": {"vi": "Nhà mình", "en": "House"}, "phone": "2", "demo": False}
    form = _Form.taking_back({"phone": ("1", "2"), "demo": ("y", "")}, now)
    assert form.is_accepted()
    assert form.changes() == {"phone": ("2", "1"), "demo": ("", "y")}
    assert form.data["name"]["vi"] == "Nhà mình"


def test_taking_back_what_was_changed_again_is_asked() -> None:
    form = _Form.taking_back({"phone": ("1", "2")}, STORED | {"phone": "3"})
    assert not form.is_accepted()
    assert [(one.yours, one.theirs) for one in form.conflicts] == [("1", "3")]


def test_windows_line_ends_are_no_change() -> None:
    class Text(EditForm):
        words = TextsField("Words", 100, rows=4)

    stored = {"words": {"vi": "một\nhai"}}
    posted = MultiDict({"words-vi": "một\r\nhai", "seen": str(Text(None, stored).seen.data)})
    form = Text(posted, stored)
    assert form.is_accepted()
    assert form.changes() == {}


class _Several(EditForm):
    days = SelectMultipleField("Days", choices=lambda: [("mon", "Monday"), ("tue", "Tuesday"), ("wed", "Wednesday")])
    rain = BooleanField("Rain")


def of_days(*days: str, seen: str) -> MultiDict[str, str]:
    return MultiDict([*(("days", day) for day in days), ("seen", seen)])


def test_several_choices_are_one_value_in_whatever_order() -> None:
    stored = {"days": ["tue", "mon"], "rain": False}
    seen = str(_Several(None, stored).seen.data)
    form = _Several(of_days("mon", "tue", seen=seen), stored)
    assert form.is_accepted()
    assert form.changes() == {}
    form = _Several(of_days("wed", seen=seen), stored)
    assert form.is_accepted()
    assert form.changes() == {"days": ("mon, tue", "wed")}
    back = _Several.taking_back({"days": ("mon, tue", "wed")}, {**stored, "days": ["wed"]})
    assert back.is_accepted()
    assert back.days.data == ["mon", "tue"]
    none = _Several.taking_back({"days": ("", "wed")}, {**stored, "days": ["wed"]})
    assert none.is_accepted()
    assert none.days.data == []


def test_a_conflict_is_shown_in_words() -> None:
    seen = str(_Several(None, {"days": ["mon"], "rain": False}).seen.data)
    posted = of_days("tue", "wed", seen=seen)
    form = _Several(posted, {"days": [], "rain": False})
    assert not form.is_accepted()
    assert [(one.yours, one.theirs) for one in form.conflicts] == [("Tuesday, Wednesday", "")]
