"""finding_answer: who answers for a point of the check before print, and why."""

import sqlalchemy as sa
from alembic import op

revision = "4b7e90c1d2a8"
down_revision = "91e7b2d4c05a"


def upgrade() -> None:
    op.create_table(
        "finding_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_finding_answer_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name="fk_finding_answer_by_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_answer"),
        sa.UniqueConstraint("issue_id", "fingerprint", name="uq_finding_answer_issue_id_fingerprint"),
    )


def downgrade() -> None:
    op.drop_table("finding_answer")
