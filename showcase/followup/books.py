"""The files of the publication that guests may take home; the publication says which there are."""

from collections.abc import Callable
from dataclasses import dataclass

from ..editions.models import Edition


@dataclass(frozen=True)
class Book:
    """A finished file of the edition's publication for the screen."""

    locale: str
    title: str
    hash: str  # of the file in the storage
    size: int  # bytes
    pages: int


Books = Callable[[Edition], list[Book]]
_sources: list[Books] = []


def offers_books(books: Books) -> Books:
    """Register what knows the files of an edition, one a language."""
    _sources.append(books)
    return books


def of(edition: Edition) -> list[Book]:
    return [book for source in _sources for book in source(edition)]
