"""Statements for the few paths that are walked hundreds of times a second: built once, then handed to the driver.

What SQLAlchemy does around each statement (finding it again by its shape, a context, a result with its own rows) costs
several times what the database itself needs. A Statement is written like any other, knows the types of its values on
each database, and gives plain named tuples.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import ARRAY, BindParameter, ClauseElement, ColumnElement, Integer, String, Text, TypeDecorator
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

R = TypeVar("R")
_Convert = Callable[[Any], Any]


class _Spoken(NamedTuple):
    """A statement as a database speaks it."""

    text: str
    given: tuple[tuple[str, Any, _Convert | None], ...]  # name, the value where it is fixed, conversion; in their order
    is_positional: bool
    taken: tuple[tuple[int, _Convert], ...]  # of the columns that need one


class Statement(Generic[R]):
    """A statement whose parameters are the names of its `bindparam`s; `row` makes a row of its columns' values."""

    def __init__(self, built: ClauseElement, row: Callable[..., R] | None = None) -> None:
        self._built = built
        self._row = row
        self._spoken: dict[tuple[str, bool], _Spoken] = {}

    def rows(self, connection: Connection, **values: Any) -> list[R]:
        """What it answers."""
        one_each = all(len(some) == 1 for some in values.values() if not isinstance(some, str))
        spoken, row = self._for(connection.dialect, one_each), self._row
        assert row is not None
        with _as_usual(connection, spoken.text):  # a question that is still on its way fails when it is answered
            found = _driven(connection, spoken.text, _parameters(spoken, values)).fetchall()
        if not spoken.taken:
            return [row(*values) for values in found]
        rows = []
        for one in map(list, found):
            for place, convert in spoken.taken:
                if one[place] is not None:
                    one[place] = convert(one[place])
            rows.append(row(*one))
        return rows

    def run(self, connection: Connection, many: Sequence[Mapping[str, Any]]) -> None:
        """Do it for each of these."""
        spoken = self._for(connection.dialect)
        with _as_usual(connection, spoken.text):
            if len(many) == 1:
                _driven(connection, spoken.text, _parameters(spoken, many[0]))
            elif many:
                _driven(connection, spoken.text, [_parameters(spoken, values) for values in many], is_many=True)

    def _for(self, dialect: Dialect, one_each: bool = True) -> _Spoken:
        key = dialect.name, one_each
        if key not in self._spoken:
            self._spoken[key] = _speak(self._built, dialect, one_each)
        return self._spoken[key]


def _driven(connection: Connection, text: str, parameters: Any, is_many: bool = False) -> Any:
    """The driver's cursor after a statement; whoever watches the engine's statements sees it."""
    cursor = connection.connection.cursor()
    for told in connection.dispatch.before_cursor_execute:
        told(connection, cursor, text, parameters, None, is_many)
    (cursor.executemany if is_many else cursor.execute)(text, parameters)
    return cursor


@contextmanager
def _as_usual(connection: Connection, text: str) -> Iterator[None]:
    """Errors of the driver are told as SQLAlchemy's own, without the values that the statement had."""
    dialect, driver = connection.dialect, connection.connection
    try:
        yield
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, driver, None):
            connection.invalidate(error)
        raise DBAPIError.instance(
            text, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error


class Listed(TypeDecorator[Any]):
    """Several numbers or texts as one value: an array, or JSON where the database has no arrays."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else ARRAY(self.of))

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if dialect.name != "sqlite":
            return list(value)
        return json.dumps(list(value))


class Only(TypeDecorator[Any]):
    """The only one of a collection."""

    impl = Text
    cache_ok = True

    def __init__(self, of: TypeEngine[Any]) -> None:
        super().__init__()
        self.of = of

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        return dialect.type_descriptor(self.of)

    def process_bind_param(self, value: Iterable[Any] | None, dialect: Dialect) -> Any:
        return None if value is None else next(iter(value))


class among(ColumnElement[bool]):
    """Whether a column's value is one of those of a parameter, a collection: the same text however many they are.

    For a single one it is a plain comparison, which PostgreSQL plans once and for all.
    """

    inherit_cache = True

    def __init__(self, column: ColumnElement[Any], parameter: str) -> None:
        of = Integer() if isinstance(column.type, Integer) else String()
        self.column = column
        self.values: BindParameter[Any] = BindParameter(parameter, type_=Listed(of))
        self.only: BindParameter[Any] = BindParameter(parameter, type_=Only(of))


@compiles(among)
def _among(element: among, compiler: SQLCompiler, one_each: bool = False, **more: Any) -> str:
    column = compiler.process(element.column, **more)
    if one_each:
        return f"{column} = {compiler.process(element.only, **more)}"
    values = compiler.process(element.values, **more)
    if compiler.dialect.name == "sqlite":
        return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608
    return f"{column} = ANY ({values})"


def _speak(built: ClauseElement, dialect: Dialect, one_each: bool) -> _Spoken:
    compiled = built.compile(dialect=dialect, compile_kwargs={"one_each": one_each})
    assert isinstance(compiled, SQLCompiler)
    fixed = compiled.params
    names = compiled.positiontup if compiled.positional else compiled.binds
    given = tuple(
        (name, fixed.get(name), compiled.binds[name].type.dialect_impl(dialect).bind_processor(dialect))
        for name in names or ()
    )
    columns = getattr(built, "exported_columns", ())
    converts = (column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns)
    taken = tuple((place, convert) for place, convert in enumerate(converts) if convert is not None)
    return _Spoken(str(compiled), given, compiled.positional, taken)


def _parameters(spoken: _Spoken, values: Mapping[str, Any]) -> Any:
    if spoken.is_positional:
        return [
            values.get(name, fixed) if convert is None else convert(values.get(name, fixed))
            for name, fixed, convert in spoken.given
        ]
    return {
        name: values.get(name, fixed) if convert is None else convert(values.get(name, fixed))
        for name, fixed, convert in spoken.given
    }
