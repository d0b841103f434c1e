"""Runs migrations in the connection that the caller opened."""

from typing import Any, Literal

from alembic import context

from showcase.core.database import UtcDateTime, db


def render_item(kind: str, item: Any, autogen_context: Any) -> str | Literal[False]:
    """Migrations must not depend on the code of the day: our own type is written as what it stores."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=db.metadata,
    compare_type=True,
    render_item=render_item,
    render_as_batch=connection.dialect.name == "sqlite",
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
