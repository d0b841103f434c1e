"""An edition, an editor at the desk, and photographs of the library."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from showcase.accounts.rules import Role
from showcase.core import clock
from showcase.core.database import db, write
from showcase.editions.models import Edition
from showcase.photos import keeping, making
from showcase.photos.models import Photo
from showcase.photos.rules import Consent
from tests.factories import make_edition
from tests.photos import synthetic
from tests.staff.cast import sign_in


@pytest.fixture
def edition() -> Edition:
    return make_edition()


@pytest.fixture
def editor(client: FlaskClient, edition: Edition) -> FlaskClient:
    sign_in(client, Role.EDITOR)
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


Keep = Callable[..., Photo]


@pytest.fixture
def keep(edition: Edition) -> Keep:
    """Puts a photograph into the library."""

    def kept(
        content: bytes | None = None,
        name: str = "harbour.jpg",
        alt: str = "",
        credit: str = "Nguyễn Ảnh",
        consent: Consent = Consent.NOT_NEEDED,
    ) -> Photo:
        made = making.made_of(content or synthetic.jpeg())
        write()
        photo = keeping.keep(edition.host, made, name, credit, consent, None, clock.now()).photo
        if alt:
            photo.media.set_text("alt", "vi", alt)
        db.session.commit()
        return photo

    return kept
