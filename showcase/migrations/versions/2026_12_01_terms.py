"""terms: what offices, places, festivals and words of the economy are called in each language."""

import sqlalchemy as sa
from alembic import op

revision = "c7f3e4a91b58"
down_revision = "5d1c02b7e9a4"


def upgrade() -> None:
    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("also", sa.JSON(), nullable=False),
        sa.Column("forbidden", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name="fk_term_host_id"),
        sa.PrimaryKeyConstraint("id", name="pk_term"),
        sa.UniqueConstraint("host_id", "slug", name="uq_term_host_id_slug"),
    )


def downgrade() -> None:
    op.drop_table("term")
