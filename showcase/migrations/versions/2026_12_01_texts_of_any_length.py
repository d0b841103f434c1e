"""texts of any length: PostgreSQL takes no long text into an index, and searching never used it."""

from alembic import op

revision = "b81f5a3e7c60"
down_revision = "c7d1f0b2a934"


def upgrade() -> None:
    op.drop_index("ix_localised_text_folded", table_name="localised_text")


def downgrade() -> None:
    op.create_index("ix_localised_text_folded", "localised_text", ["owner_kind", "folded"])
