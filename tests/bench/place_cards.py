"""Place cards as PDF in one warm process, beside the same sheets laid out afresh; prints seconds as JSON."""

import json
import sys
from itertools import cycle, islice

from showcase.app import create_app
from showcase.core.database import db
from showcase.core.i18n import use_locale
from showcase.registration.models import Event
from showcase.seating import cards
from showcase.seating.cards import Card
from tests.bench.tickets import NAMES, seconds

CARDS, AFRESH, RUNS = 500, 40, 3  # so many of them are laid out afresh: each costs the same


def main() -> None:
    with create_app().test_request_context("/vi/"), use_locale("vi"):
        event = db.session.scalars(db.select(Event).filter_by(slug="bench")).one()
        made = [card_of(name, number // 10 + 1) for number, name in enumerate(islice(cycle(NAMES), CARDS))]
        first = seconds(lambda: cards.place_cards(event, "Cơm thân mật", made[:4]))
        pairs = []
        for _ in range(RUNS):
            filled = seconds(lambda: cards.place_cards(event, "Cơm thân mật", made))
            laid_out = seconds(lambda: afresh(event, made[:AFRESH]))
            pairs.append((each(filled, CARDS), each(laid_out, AFRESH)))
        db.session.rollback()
    json.dump({"first": first, "pairs": pairs}, sys.stdout)


def card_of(name: str, table: int) -> Card:
    return Card([("honorific", "Bà"), (cards.size_of(name), name)], [("table", f"Bàn {table}")])


def each(spent: tuple[float, float], number: int) -> tuple[float, float]:
    return spent[0] / number, spent[1] / number


def afresh(event: Event, made: list[Card]) -> bytes:
    return cards.laid_out(event, "Cơm thân mật", cards.sheets_of(made), "place")


if __name__ == "__main__":
    main()
