"""signers of papers."""

import sqlalchemy as sa
from alembic import op

revision = "43a66ac5b1e2"
down_revision = "3a04e771d629"


def upgrade() -> None:
    op.create_table(
        "signer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("office_id", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.String(length=3), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_signer_host_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.id"], name=op.f("fk_signer_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signer")),
        sa.UniqueConstraint("host_id", "slug", name=op.f("uq_signer_host_id_slug")),
    )
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.add_column(sa.Column("paper_symbol", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.alter_column("paper_symbol", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("host", schema=None) as batch_op:
        batch_op.drop_column("paper_symbol")
    op.drop_table("signer")
