"""corrections of figures: what changed with a figure, so that all of it can be taken back."""

import sqlalchemy as sa
from alembic import op

revision = "c7d1f0b2a934"
down_revision = "b7d1c20fe9a4"


def upgrade() -> None:
    op.create_table(
        "figure_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.String(length=16), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("states", sa.JSON(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["audit_entry.id"], name="fk_figure_correction_entry_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_figure_correction"),
        sa.UniqueConstraint("entry_id", name="uq_figure_correction_entry_id"),
    )


def downgrade() -> None:
    op.drop_table("figure_correction")
