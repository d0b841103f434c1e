"""The titles of the run of show, for whoever says at which item something is given on the stage."""

from ..core.i18n import SOURCE
from ..core.localised import load_texts
from ..protocol import hand_overs
from ..registration.models import Event
from . import plan


def titles(event: Event) -> list[str]:
    items = plan.items_of(event)
    load_texts(*items)
    return [str(item.text_in("title", SOURCE)) for item in items]


hand_overs.item_sources.append(titles)
