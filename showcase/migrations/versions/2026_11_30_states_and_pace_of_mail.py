"""states and pace of mail."""

import sqlalchemy as sa
from alembic import op

revision = "11d67beda473"
down_revision = "38d463f07cf4"


def upgrade() -> None:
    op.create_table(
        "mail_departure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_departure")),
    )
    op.create_index("ix_mail_departure_at", "mail_departure", ["at"])

    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.add_column(sa.Column("priority", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.alter_column("priority", server_default=None)
        batch_op.drop_index("ix_job_due")
        batch_op.create_index("ix_job_due", ["lane", "state", "priority", "run_at"], unique=False)

    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("answer", sa.String(length=20), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.alter_column("answer", server_default=None)
    op.execute(sa.text("UPDATE message SET tried_at = sent_at"))
    op.execute(sa.text("UPDATE message SET failed_at = sent_at, sent_at = NULL WHERE state = 'refused'"))


def downgrade() -> None:
    op.execute(sa.text("UPDATE message SET sent_at = failed_at WHERE state = 'refused'"))
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_column("failed_at")
        batch_op.drop_column("tried_at")
        batch_op.drop_column("answer")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_due")
        batch_op.drop_column("priority")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_due", ["lane", "state", "run_at"], unique=False)
    op.drop_table("mail_departure")
