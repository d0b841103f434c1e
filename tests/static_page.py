"""An empty page in a real browser from which the site's modules can be imported, without a site or a database."""

from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from showcase.core.assets import STATIC, content_type

POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; worker-src 'self'"
PAGE = b"<!doctype html><html lang=en><title>Empty</title><body></body></html>"


class _Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        file = STATIC / self.path.lstrip("/")
        found = self.path != "/" and file.is_file()
        body = file.read_bytes() if found else PAGE
        self.send_response(200 if found or self.path == "/" else 404)
        self.send_header("Content-Type", content_type(file) if found else "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        # As the site sends it (core/assets.py): WebAssembly runs in a worker of that name only.
        wasm = " 'wasm-unsafe-eval'" if file.name.endswith(".wasm.js") else ""
        self.send_header("Content-Security-Policy", POLICY.replace("script-src 'self'", f"script-src 'self'{wasm}"))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_about: object) -> None:
        pass


@contextmanager
def static_page() -> Iterator[str]:
    """The address of the page; modules are at their paths below static/, such as /checkin/reading/wedge.js."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()
