"""sensitive answers apart."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from showcase.core import sealed

revision = "337823d8a44a"
down_revision = "11d67beda473"
PURPOSE, DAYS = "sensitive-answer", 7
ATTENDEE = sa.table("attendee", sa.column("id"), sa.column("diet"), sa.column("access"))
QUESTION = sa.table("question", sa.column("id"), sa.column("kept_days"))
ANSWER = sa.table("answer", sa.column("id"), sa.column("question_id"), sa.column("value"))
KEPT = sa.table("audit_value", sa.column("field"), sa.column("subject"))
SEALED = sa.table(
    "sensitive_answer", sa.column("attendee_id"), sa.column("answer_id"), sa.column("kind"), sa.column("sealed")
)


def upgrade() -> None:
    op.create_table(
        "sensitive_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attendee_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=False),
        sa.CheckConstraint("(attendee_id IS NULL) <> (answer_id IS NULL)", name=op.f("ck_sensitive_answer_of_one")),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_sensitive_answer_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["attendee_id"], ["attendee.id"], name=op.f("fk_sensitive_answer_attendee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_answer")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_sensitive_answer_answer_id")),
        sa.UniqueConstraint("attendee_id", "kind", name=op.f("uq_sensitive_answer_attendee_id_kind")),
    )
    for kind in ("diet", "access"):
        column = ATTENDEE.c[kind]
        _seal("attendee_id", kind, sa.select(ATTENDEE.c.id, column).where(column != ""))
    sensitive = sa.select(QUESTION.c.id).where(QUESTION.c.kept_days <= DAYS)
    theirs = ANSWER.c.question_id.in_(sensitive)
    _seal("answer_id", "answer", sa.select(ANSWER.c.id, ANSWER.c.value).where(theirs, ANSWER.c.value != ""))
    op.execute(ANSWER.update().where(theirs).values(value=""))
    # What the log still says of them: a change stays provable, its words go.
    of_people = sa.and_(KEPT.c.field.in_(["diet", "access"]), KEPT.c.subject.like("attendee:%"))
    names = sa.select(sa.literal("answer:").concat(sa.cast(ANSWER.c.id, sa.String))).where(theirs)
    op.execute(KEPT.delete().where(sa.or_(of_people, sa.and_(KEPT.c.field == "value", KEPT.c.subject.in_(names)))))
    # In place: a trigger of the scans looks at this table, so it must not be copied.
    op.drop_column("attendee", "diet")
    op.drop_column("attendee", "access")


def downgrade() -> None:
    op.add_column("attendee", sa.Column("diet", sa.String(length=200), nullable=False, server_default=""))
    op.add_column("attendee", sa.Column("access", sa.String(length=200), nullable=False, server_default=""))
    for attendee_id, answer_id, kind, closed in op.get_bind().execute(sa.select(*SEALED.c)):
        text = sealed.unseal(PURPOSE, kind, closed) or ""
        if answer_id is None:
            op.execute(ATTENDEE.update().where(ATTENDEE.c.id == attendee_id).values({kind: text}))
        else:
            op.execute(ANSWER.update().where(ANSWER.c.id == answer_id).values(value=text))
    op.drop_table("sensitive_answer")


def _seal(column: str, kind: str, open_ones: sa.Select[Any]) -> None:
    rows = [
        {column: number, "kind": kind, "sealed": sealed.seal(PURPOSE, kind, text)}
        for number, text in op.get_bind().execute(open_ones)
    ]
    if rows:
        op.get_bind().execute(SEALED.insert(), rows)
