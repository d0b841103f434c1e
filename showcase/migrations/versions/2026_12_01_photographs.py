"""photographs: the library, and the focal point of every picture."""

import sqlalchemy as sa
from alembic import op

revision = "aea82a628c12"
down_revision = "40fda462317c"

FOCAL = ("focal_x", "focal_y")


def upgrade() -> None:
    op.create_table(
        "photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("media_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("consent", sa.String(length=12), nullable=False),
        sa.Column("consent_by", sa.Text(), nullable=False),
        sa.Column("consent_on", sa.Date(), nullable=True),
        sa.Column("consent_note", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("stood_at", sa.JSON(), nullable=False),
        sa.Column("is_being_made", sa.Boolean(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["account.id"], name="fk_photo_added_by_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name="fk_photo_host_id"),
        sa.ForeignKeyConstraint(["media_id"], ["media.id"], name="fk_photo_media_id"),
        sa.PrimaryKeyConstraint("id", name="pk_photo"),
        sa.UniqueConstraint("media_id", name="uq_photo_media_id"),
        sa.UniqueConstraint("slug", name="uq_photo_slug"),
    )
    op.create_index("ix_photo_host_id", "photo", ["host_id"])
    op.create_index("ix_photo_withdrawn_at", "photo", ["withdrawn_at"])
    for column in FOCAL:
        op.add_column("media", sa.Column(column, sa.Integer(), nullable=False, server_default="50"))


def downgrade() -> None:
    for column in FOCAL:
        op.drop_column("media", column)
    op.drop_table("photo")
