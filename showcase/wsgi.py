"""The site for a WSGI server."""

import gc

from .app import create_app
from .core import starting
from .core.lanes import Lanes

_site = create_app()
with _site.app_context():
    starting.refuse_if_not_ready()
application = Lanes(_site)
# What is loaded now stays: looking through it for garbage would hold up every request of a worker at once.
gc.collect()
gc.freeze()
