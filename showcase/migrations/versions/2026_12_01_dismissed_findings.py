"""dismissed findings: what the checks of texts found and somebody let stand."""

import sqlalchemy as sa
from alembic import op

revision = "d9e03c539adf"
down_revision = "ea8f6fe2d7bb"


def upgrade() -> None:
    op.create_table(
        "dismissed_finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_kind", sa.String(length=40), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name="fk_dismissed_finding_account_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_dismissed_finding"),
        sa.UniqueConstraint(
            "owner_kind",
            "owner_id",
            "field",
            "locale",
            "key",
            name=op.f("uq_dismissed_finding_owner_kind_owner_id_field_locale_key"),
        ),
    )
    op.create_index("ix_dismissed_finding_account_id", "dismissed_finding", ["account_id"])


def downgrade() -> None:
    op.drop_table("dismissed_finding")
