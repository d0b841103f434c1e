"""Invitations and second factors."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "2682661535cc"
down_revision = "5306d0b3f2c3"


def upgrade() -> None:
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
        sa.UniqueConstraint("digest", name=op.f("uq_challenge_digest")),
    )
    op.create_table(
        "authenticator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=200), nullable=False),
        sa.Column("last_step", sa.Integer(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_authenticator_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authenticator")),
        sa.UniqueConstraint("account_id", name=op.f("uq_authenticator_account_id")),
    )
    op.create_table(
        "known_device",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_known_device_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_device")),
        sa.UniqueConstraint("account_id", "token_digest", name=op.f("uq_known_device_account_id_token_digest")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("sign_count", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_passkey_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_passkey_account_id"), ["account_id"], unique=False)

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_account_id"), ["account_id"], unique=False)

    _add("account", sa.Column("locale", sa.String(length=8), nullable=False), "vi")
    _add("account", sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True))
    _add("sign_in", sa.Column("method", sa.String(length=10), nullable=False), "password")
    _add("sign_in", sa.Column("complete", sa.Boolean(), nullable=False), sa.true())
    _add("sign_in", sa.Column("device", sa.String(length=60), nullable=False), "")

    # Links made so far live for three days at most, and their secrets cannot be derived: they end here.
    op.execute("DELETE FROM one_time_link")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(length=12), nullable=False))
        batch_op.add_column(sa.Column("nonce", sa.Integer(), nullable=False))
        batch_op.drop_constraint(batch_op.f("uq_one_time_link_token_digest"), type_="unique")
        batch_op.drop_column("token_digest")


def _add(table: str, column: sa.Column[Any], present: Any = None) -> None:
    """Add a column; the rows there are get `present`, later ones what the models say."""
    if present is not None:
        column.server_default = sa.DefaultClause(present)
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.add_column(column)
    if present is not None:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(column.name, server_default=None)


def downgrade() -> None:
    op.execute("DELETE FROM one_time_link")
    with op.batch_alter_table("sign_in", schema=None) as batch_op:
        batch_op.drop_column("device")
        batch_op.drop_column("complete")
        batch_op.drop_column("method")

    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.add_column(sa.Column("token_digest", sa.VARCHAR(length=64), nullable=False))
        batch_op.create_unique_constraint(batch_op.f("uq_one_time_link_token_digest"), ["token_digest"])
        batch_op.drop_column("nonce")
        batch_op.drop_column("purpose")

    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("locale")

    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_account_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("passkey", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passkey_account_id"))

    op.drop_table("passkey")
    op.drop_table("known_device")
    op.drop_table("authenticator")
    op.drop_table("challenge")
