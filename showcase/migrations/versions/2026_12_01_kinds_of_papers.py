"""paper_kind: what a host has laid down for each kind of its papers."""

import sqlalchemy as sa
from alembic import op

revision = "c4e19d70ab53"
down_revision = "5d9c40b7e21f"


def upgrade() -> None:
    op.create_table(
        "paper_kind",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=3), nullable=False),
        sa.Column("symbol", sa.String(length=40), nullable=False),
        sa.Column("signer_id", sa.Integer(), nullable=True),
        sa.Column("files", sa.String(length=120), nullable=False),
        sa.Column("pack_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name="fk_paper_kind_host_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["signer_id"], ["signer.id"], name="fk_paper_kind_signer_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_paper_kind"),
        sa.UniqueConstraint("host_id", "kind", name="uq_paper_kind_host_id_kind"),
    )


def downgrade() -> None:
    op.drop_table("paper_kind")
