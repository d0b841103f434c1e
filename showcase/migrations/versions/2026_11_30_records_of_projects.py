"""records of projects."""

import sqlalchemy as sa
from alembic import op

revision = "9885bff5fe9d"
down_revision = "8d4f0c6b21ae"


def upgrade() -> None:
    op.create_table(
        "exchange_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("vnd", sa.Float(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.Column("sources", sa.JSON(), nullable=False),
        sa.Column("confidence", sa.String(length=12), nullable=False),
        sa.Column("confidence_note", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_exchange_rate_host_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange_rate")),
        sa.UniqueConstraint("host_id", "slug", name=op.f("uq_exchange_rate_host_id_slug")),
    )
    with op.batch_alter_table("exchange_rate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_rate_host_id"), ["host_id"], unique=False)

    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stage_on", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("capital_bn_vnd_max", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("capital_musd_max", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("smallest_share_m_vnd", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("forms", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("area_ha_max", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("land_status", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("next_review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("contact_email", sa.String(length=254), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("contact_phone", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("details", sa.JSON(), nullable=False, server_default="{}"))


def downgrade() -> None:
    with op.batch_alter_table("project", schema=None) as batch_op:
        batch_op.drop_column("details")
        batch_op.drop_column("contact_phone")
        batch_op.drop_column("contact_email")
        batch_op.drop_column("next_review_on")
        batch_op.drop_column("land_status")
        batch_op.drop_column("area_ha_max")
        batch_op.drop_column("forms")
        batch_op.drop_column("smallest_share_m_vnd")
        batch_op.drop_column("capital_musd_max")
        batch_op.drop_column("capital_bn_vnd_max")
        batch_op.drop_column("stage_on")

    with op.batch_alter_table("exchange_rate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_rate_host_id"))

    op.drop_table("exchange_rate")
