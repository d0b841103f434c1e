"""joined answers."""

import sqlalchemy as sa
from alembic import op

revision = "f15b15d23f6f"
down_revision = "d86aab536420"


def upgrade() -> None:
    op.create_table(
        "distinct_pair",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_distinct_pair_made_by_id")),
        sa.ForeignKeyConstraint(
            ["other_id"], ["registration.id"], name=op.f("fk_distinct_pair_other_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_distinct_pair_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("registration_id", "other_id", name=op.f("pk_distinct_pair")),
    )
    with op.batch_alter_table("distinct_pair", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_distinct_pair_other_id"), ["other_id"], unique=False)

    op.create_table(
        "merge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kept_id", sa.Integer(), nullable=False),
        sa.Column("gone_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["gone_id"], ["registration.id"], name=op.f("fk_merge_gone_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["kept_id"], ["registration.id"], name=op.f("fk_merge_kept_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["made_by_id"], ["account.id"], name=op.f("fk_merge_made_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["account.id"], name=op.f("fk_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merge_gone_id"), ["gone_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merge_kept_id"), ["kept_id"], unique=False)
        batch_op.create_index(
            "ix_merge_standing",
            ["gone_id"],
            unique=True,
            sqlite_where=sa.text("undone_at IS NULL"),
            postgresql_where=sa.text("undone_at IS NULL"),
        )

    op.create_table(
        "merged_person",
        sa.Column("attendee_id", sa.Integer(), nullable=False),
        sa.Column("into_id", sa.Integer(), nullable=False),
        sa.Column("merge_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_merged_person_attendee_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["into_id"], ["attendee.id"], name=op.f("fk_merged_person_into_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["merge_id"], ["merge.id"], name=op.f("fk_merged_person_merge_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("attendee_id", name=op.f("pk_merged_person")),
    )
    with op.batch_alter_table("merged_person", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_merged_person_into_id"), ["into_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_merged_person_merge_id"), ["merge_id"], unique=False)


def downgrade() -> None:
    op.drop_table("merged_person")
    op.drop_table("merge")
    op.drop_table("distinct_pair")
