"""issue_version, version_file: an issue may be frozen more than once, each time as a bundle."""

import sqlalchemy as sa
from alembic import op

revision = "5d9c40b7e21f"
down_revision = "a3f81c6d902e"


def upgrade() -> None:
    version = op.create_table(
        "issue_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("asked_by_id", sa.Integer(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("bundle_hash", sa.String(length=64), nullable=True),
        sa.Column("bundle_size", sa.Integer(), nullable=True),
        sa.Column("pictures", sa.JSON(), nullable=False),
        sa.Column("documents", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("withheld_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withheld_for", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["issue.id"], name="fk_issue_version_issue_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["account.id"], name="fk_issue_version_asked_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_issue_version"),
        sa.UniqueConstraint("issue_id", "number", name="uq_issue_version_issue_id_number"),
    )
    op.create_index("ix_issue_version_issue_id", "issue_version", ["issue_id"])
    op.create_table(
        "version_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["issue_version.id"], name="fk_version_file_version_id", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_version_file"),
        sa.UniqueConstraint("version_id", "locale", "kind", name="uq_version_file_version_id_locale_kind"),
    )
    # What was frozen becomes version 1; its bundle is made from its documents when somebody first asks for it.
    issue = sa.table(
        "issue",
        sa.column("id", sa.Integer),
        sa.column("frozen_at", sa.DateTime(timezone=True)),
        sa.column("frozen", sa.JSON),
    )
    frozen = op.get_bind().execute(sa.select(issue).where(issue.c.frozen_at.is_not(None))).mappings().all()
    rows = [
        {
            "issue_id": one["id"],
            "number": 1,
            "report": "",
            "frozen_at": one["frozen_at"],
            "pictures": [],
            "documents": one["frozen"],
            "changes": [],
            "withheld_for": [],
        }
        for one in frozen
    ]
    if rows:
        op.bulk_insert(version, rows)
    with op.batch_alter_table("issue") as table:
        table.drop_column("frozen")
        table.drop_column("frozen_at")


def downgrade() -> None:
    with op.batch_alter_table("issue") as table:
        table.add_column(sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("frozen", sa.JSON(), nullable=False, server_default="{}"))
    op.drop_table("version_file")
    op.drop_table("issue_version")
