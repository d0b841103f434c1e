"""the way of articles: steps, comments, checked figures, and whether readers see one."""

import sqlalchemy as sa
from alembic import op

revision = "ea8f6fe2d7bb"
down_revision = "aea82a628c12"


def upgrade() -> None:
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("budget", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("writer_id", sa.Integer(), nullable=True),
        sa.Column("editor_id", sa.Integer(), nullable=True),
        sa.Column("translator_id", sa.Integer(), nullable=True),
        sa.Column("unit_code", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_assignment_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["editor_id"], ["account.id"], name="fk_assignment_editor_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["translator_id"], ["account.id"], name="fk_assignment_translator_id", ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["writer_id"], ["account.id"], name="fk_assignment_writer_id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name="pk_assignment"),
        sa.UniqueConstraint("article_id", name="uq_assignment_article_id"),
    )
    op.create_index("ix_assignment_unit_code", "assignment", ["unit_code"])

    op.create_table(
        "comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Integer(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_comment_account_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["answers_id"], ["comment.id"], name="fk_comment_answers_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_comment_article_id", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["account.id"], name="fk_comment_settled_by_id", ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_comment"),
    )
    op.create_index("ix_comment_answers_id", "comment", ["answers_id"])
    op.create_index("ix_comment_article_id", "comment", ["article_id"])

    op.create_table(
        "figure_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("is_right", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_figure_check_account_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_figure_check_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_figure_check"),
        sa.UniqueConstraint("article_id", "name", name="uq_figure_check_article_id_name"),
    )
    op.create_table(
        "step_taken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("old", sa.String(length=20), nullable=False),
        sa.Column("new", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_step_taken_account_id", ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name="fk_step_taken_article_id", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_step_taken"),
    )
    op.create_index("ix_step_taken_article_id", "step_taken", ["article_id"])

    op.add_column("article", sa.Column("is_public", sa.Boolean(), nullable=False, server_default=sa.true()))


def downgrade() -> None:
    op.drop_column("article", "is_public")
    op.drop_table("step_taken")
    op.drop_table("figure_check")
    op.drop_table("comment")
    op.drop_table("assignment")
