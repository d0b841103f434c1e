"""The site for a WSGI server."""

from .app import create_app

application = create_app()
