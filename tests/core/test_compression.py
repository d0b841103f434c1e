import gzip

from flask import Flask, request

from showcase.core.compression import encoded

PAGE = ("<p>Trà Vinh</p>" * 100).encode()


def test_a_browser_that_takes_gzip_gets_it_under_its_own_etag(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Encoding": "gzip, br"}):
        small = encoded(PAGE, "text/html; charset=utf-8", request, "abc")
    with app.test_request_context():
        plain = encoded(PAGE, "text/html; charset=utf-8", request, "abc")
    assert gzip.decompress(small.get_data()) == plain.get_data() == PAGE
    assert len(small.get_data()) < len(PAGE) / 5
    assert small.get_etag() != plain.get_etag()
    assert small.headers["Vary"] == "Accept-Encoding"


def test_pictures_that_are_small_already_are_left_alone(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Encoding": "gzip"}):
        assert "Content-Encoding" not in encoded(PAGE, "image/png", request).headers
        assert "Content-Encoding" not in encoded(b"short", "text/plain", request).headers
