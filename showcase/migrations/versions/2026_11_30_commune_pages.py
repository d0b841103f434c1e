"""commune pages."""

import sqlalchemy as sa
from alembic import op

revision = "a63e3d3d37fd"
down_revision = "5c55aa6cd109"


def upgrade() -> None:
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("succeeded_by", sa.String(length=10), nullable=False, server_default=""))
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.alter_column("succeeded_by", server_default=None)
    op.create_table(
        "unit_task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("unit_code", sa.String(length=10), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("coming", sa.String(length=100), nullable=False),
        sa.Column("people", sa.Integer(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("photo", sa.LargeBinary(), nullable=True),
        sa.Column("photo_type", sa.String(length=40), nullable=False),
        sa.Column("may_show", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["answered_by_id"], ["account.id"], name=op.f("fk_unit_task_answered_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_task")),
    )
    with op.batch_alter_table("unit_task", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_task_due_on"), ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_task_unit_code"), ["unit_code"], unique=False)
    op.create_table(
        "guide_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_guide_entry_edition_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_entry")),
        sa.UniqueConstraint("edition_id", "slug", name=op.f("uq_guide_entry_edition_id_slug")),
    )


def downgrade() -> None:
    op.drop_table("guide_entry")
    op.drop_table("unit_task")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_column("succeeded_by")
