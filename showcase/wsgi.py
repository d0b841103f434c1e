"""The site for a WSGI server."""

from .app import create_app
from .core import starting

application = create_app()
with application.app_context():
    starting.refuse_if_not_ready()
