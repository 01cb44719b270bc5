"""Make the school whole."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mail_failing",
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("last_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_mail_failing")),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("key", sa.String(length=64), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sent",
                "delayed",
                "bounced",
                "refused",
                "given_up",
                "dropped",
                name="letterstate",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("lease", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "state NOT IN ('sent', 'delayed', 'bounced') OR sent_at IS NOT NULL",
            name=op.f("ck_letter_sent_at_a_moment"),
        ),
        sa.CheckConstraint(
            "(lease IS NULL) = (lease_until IS NULL)", name=op.f("ck_letter_lease_ends")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_letter_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_letter_key")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index("ix_letter_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_letter_state_id", ["state", "id"], unique=False)

    op.create_table(
        "maintenance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("shown_from", sa.DateTime(), nullable=True),
        sa.Column("starts_at", sa.DateTime(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("words_en", sa.String(length=300), nullable=False),
        sa.Column("announced_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_maintenance_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["announced_by"], ["person.id"], name=op.f("fk_maintenance_announced_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "notice", "reminder", "system", name="noticekind", native_enum=False, length=32
            ),
            nullable=False,
        ),
        sa.Column(
            "topic",
            sa.Enum(
                "notice",
                "reminder",
                "task",
                "due",
                "result",
                "certificate",
                "course",
                "duty",
                "file",
                name="topic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=True),
        sa.Column("link", sa.String(length=200), nullable=False),
        sa.Column("signed", sa.String(length=80), nullable=False),
        sa.Column("sender_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("audience", sa.String(length=120), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "member",
                "trainer",
                "organizer",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("must_confirm", sa.Boolean(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=False),
        sa.Column("recipients", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_by_id", sa.Integer(), nullable=True),
        sa.Column("withdrawal_reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(kind = 'system') = (sender_id IS NULL)", name=op.f("ck_notice_somebody_speaks")
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawal_reason = '')", name=op.f("ck_notice_says_why")
        ),
        sa.CheckConstraint("recipients >= 0", name=op.f("ck_notice_counts_people")),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["person.id"], name=op.f("fk_notice_sender_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_notice_unit_id_org_unit")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_notice_withdrawn_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("key", name=op.f("uq_notice_key")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_sender_id"), ["sender_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_notice_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "notice_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("quiet_from", sa.Integer(), nullable=True),
        sa.Column("quiet_to", sa.Integer(), nullable=True),
        sa.Column("new_mail", sa.String(length=254), nullable=True),
        sa.Column("new_mail_until", sa.DateTime(), nullable=True),
        sa.Column("new_mail_tries", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(new_mail IS NULL) = (new_mail_until IS NULL)",
            name=op.f("ck_notice_choice_new_mail_ends"),
        ),
        sa.CheckConstraint(
            "(quiet_from IS NULL) = (quiet_to IS NULL)",
            name=op.f("ck_notice_choice_quiet_has_an_end"),
        ),
        sa.CheckConstraint(
            "quiet_from BETWEEN 0 AND 23", name=op.f("ck_notice_choice_quiet_from_an_hour")
        ),
        sa.CheckConstraint(
            "quiet_to BETWEEN 0 AND 23", name=op.f("ck_notice_choice_quiet_to_an_hour")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notice_choice")),
    )
    op.create_table(
        "notice_reminded",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_reminded_person_id_person")
        ),
        sa.PrimaryKeyConstraint("subject", "person_id", name=op.f("pk_notice_reminded")),
    )
    op.create_table(
        "notice_topic_choice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "topic",
            sa.Enum(
                "notice",
                "reminder",
                "task",
                "due",
                "result",
                "certificate",
                "course",
                "duty",
                "file",
                name="topic",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "way",
            sa.Enum("now", "digest", "site", "off", name="way", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_topic_choice_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_notice_topic_choice")),
    )
    op.create_table(
        "one_time_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "purpose",
            sa.Enum("activation", "reset", name="purpose", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("replaced_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by"], ["person.id"], name=op.f("fk_one_time_link_made_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_one_time_link_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_one_time_link")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_one_time_link_code_hash")),
    )
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_one_time_link_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_one_time_link_person_id"), ["person_id"], unique=False)

    op.create_table(
        "passage_note",
        sa.Column("work_id", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_passage_note_text_says_something")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passage_note_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["work.id"], name=op.f("fk_passage_note_work_id_work")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passage_note")),
    )
    with op.batch_alter_table("passage_note", schema=None) as batch_op:
        batch_op.create_index(
            "ix_passage_note_person_id_work_id", ["person_id", "work_id"], unique=False
        )
        batch_op.create_index("ix_passage_note_removed_at", ["removed_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_passage_note_work_id"), ["work_id"], unique=False)

    op.create_table(
        "people_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum("people", "units", name="subject", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column(
            "tree",
            sa.Enum("party", "administration", name="tree", native_enum=False, length=32),
            server_default="party",
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checking",
                "ready",
                "confirmed",
                "undone",
                name="state",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("header", sa.JSON(), nullable=False),
        sa.Column("samples", sa.JSON(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by"], ["person.id"], name=op.f("fk_people_import_created_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import")),
    )
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_import_created_by"), ["created_by"], unique=False
        )

    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_recovery_code_code_hash")),
    )
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_code_person_id"), ["person_id"], unique=False)

    op.create_table(
        "rule",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=100), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("document", sa.String(length=100), nullable=False),
        sa.Column("article", sa.String(length=40), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("valid_to > valid_from", name=op.f("ck_rule_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_rule_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule")),
    )
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_name"), ["name"], unique=False)

    op.create_table(
        "second_factor",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("secret", sa.String(length=255), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_second_factor_person_id_person")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_second_factor")),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("hours", sa.Numeric(12, 4).with_variant(sa.String(24), "sqlite"), nullable=False),
        sa.Column("completed_at", sa.DateTime(), nullable=False),
        sa.Column("issuer", sa.String(length=80), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (reason = '')", name=op.f("ck_certificate_for_a_reason")
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)",
            name=op.f("ck_certificate_somebody_revokes"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_certificate_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_certificate_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by"], ["person.id"], name=op.f("fk_certificate_revoked_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("number", name=op.f("uq_certificate_number")),
        sa.UniqueConstraint(
            "person_id", "course_id", name=op.f("uq_certificate_person_id_course_id")
        ),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_course_id"), ["course_id"], unique=False)

    op.create_table(
        "course_trainer",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["course.id"], name=op.f("fk_course_trainer_course_id_course")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_course_trainer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("course_id", "person_id", name=op.f("pk_course_trainer")),
    )
    with op.batch_alter_table("course_trainer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_trainer_person_id"), ["person_id"], unique=False
        )

    op.create_table(
        "notice_receipt",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("read_at", sa.DateTime(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("digested_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "confirmed_at IS NULL OR read_at IS NOT NULL",
            name=op.f("ck_notice_receipt_read_if_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_receipt_notice_id_notice")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_receipt_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_notice_receipt_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("pk_notice_receipt")),
    )
    with op.batch_alter_table("notice_receipt", schema=None) as batch_op:
        batch_op.create_index(
            "ix_notice_receipt_person_id_notice_id", ["person_id", "notice_id"], unique=False
        )
        batch_op.create_index(
            "ix_notice_receipt_unread",
            ["person_id", "notice_id"],
            unique=False,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "page_text",
        sa.Column("asset_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["asset_id"], ["asset.id"], name=op.f("fk_page_text_asset_id_asset")
        ),
        sa.PrimaryKeyConstraint("asset_id", "number", name=op.f("pk_page_text")),
    )
    op.create_table(
        "people_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("login", sa.String(length=64), nullable=True),
        sa.Column("staff_number", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "none",
                "applicant",
                "activist",
                "candidate",
                "probationary",
                "full",
                name="memberstatus",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("mail", sa.String(length=254), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("was_login", sa.String(length=64), nullable=True),
        sa.Column("was_staff_number", sa.String(length=32), nullable=True),
        sa.Column("was_name", sa.String(length=64), nullable=True),
        sa.Column(
            "was_status",
            sa.Enum(
                "none",
                "applicant",
                "activist",
                "candidate",
                "probationary",
                "full",
                name="memberstatus",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("was_mail", sa.String(length=254), nullable=True),
        sa.Column("replaced_id", sa.Integer(), nullable=True),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "create",
                "update",
                "move",
                "unchanged",
                "refused",
                name="verdict",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "removed",
                "restored",
                "closed",
                "left",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.CheckConstraint(
            "verdict = 'refused' OR (login IS NOT NULL AND name IS NOT NULL)",
            name=op.f("ck_people_import_row_taken_rows_are_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_people_import_row_import_id_people_import"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_people_import_row_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_people_import_row_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_id"],
            ["membership.id"],
            name=op.f("fk_people_import_row_replaced_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_people_import_row_unit_id_org_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people_import_row")),
        sa.UniqueConstraint(
            "import_id", "number", name=op.f("uq_people_import_row_import_id_number")
        ),
    )
    with op.batch_alter_table("people_import_row", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_people_import_row_membership_id"), ["membership_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_import_row_person_id"), ["person_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_people_import_row_replaced_id"), ["replaced_id"], unique=False
        )
        batch_op.create_index(
            "ix_people_import_row_verdict", ["import_id", "verdict"], unique=False
        )

    op.create_table(
        "proofreading",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("unread", "reading", "done", name="proof", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_proofreading_edition_id_edition")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proofreading_person_id_person")
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_proofreading")),
    )
    op.create_table(
        "trail_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("search", sa.JSON(), nullable=False),
        sa.Column("last_entry", sa.Integer(), nullable=False),
        sa.Column(
            "format",
            sa.Enum("xlsx", "csv", name="format", native_enum=False, length=32),
            nullable=False,
        ),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("job_id", sa.Integer(), nullable=True),
        sa.Column("blob", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("ready_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["job_id"], ["job.id"], name=op.f("fk_trail_file_job_id_job")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_trail_file_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail_file")),
    )
    with op.batch_alter_table("trail_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trail_file_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_trail_file_person_id"), ["person_id"], unique=False)

    op.create_table(
        "unit_import_row",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "committee",
                "general_branch",
                "branch",
                "group",
                "company",
                "department",
                name="unitkind",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("code", sa.String(length=32), nullable=True),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("above", sa.Integer(), nullable=True),
        sa.Column("was_name", sa.String(length=80), nullable=True),
        sa.Column("was_parent_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "verdict",
            sa.Enum(
                "create",
                "update",
                "move",
                "unchanged",
                "refused",
                name="verdict",
                native_enum=False,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("cells", sa.JSON(), nullable=False),
        sa.Column("refusals", sa.JSON(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "removed",
                "restored",
                "closed",
                "left",
                name="outcome",
                native_enum=False,
                length=32,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["people_import.id"],
            name=op.f("fk_unit_import_row_import_id_people_import"),
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["org_unit.id"], name=op.f("fk_unit_import_row_parent_id_org_unit")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["org_unit.id"], name=op.f("fk_unit_import_row_unit_id_org_unit")
        ),
        sa.ForeignKeyConstraint(
            ["was_parent_id"],
            ["org_unit.id"],
            name=op.f("fk_unit_import_row_was_parent_id_org_unit"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_import_row")),
        sa.UniqueConstraint(
            "import_id", "number", name=op.f("uq_unit_import_row_import_id_number")
        ),
    )
    with op.batch_alter_table("unit_import_row", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_import_row_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index("ix_unit_import_row_verdict", ["import_id", "verdict"], unique=False)

    op.create_table(
        "lesson_note",
        sa.Column("lesson_id", sa.Integer(), nullable=False),
        sa.Column("at_ms", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("text <> ''", name=op.f("ck_lesson_note_text_says_something")),
        sa.CheckConstraint("at_ms >= 0", name=op.f("ck_lesson_note_at_not_negative")),
        sa.ForeignKeyConstraint(
            ["lesson_id"], ["lesson.id"], name=op.f("fk_lesson_note_lesson_id_lesson")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_lesson_note_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lesson_note")),
    )
    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_lesson_note_lesson_id"), ["lesson_id"], unique=False)
        batch_op.create_index(
            "ix_lesson_note_person_id_lesson_id", ["person_id", "lesson_id"], unique=False
        )
        batch_op.create_index("ix_lesson_note_removed_at", ["removed_at"], unique=False)

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("gives_certificate", sa.Boolean(), server_default="1", nullable=False)
        )

    with op.batch_alter_table("course_draft", schema=None) as batch_op:
        batch_op.add_column(sa.Column("saved_by", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("gives_certificate", sa.Boolean(), server_default="1", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_course_draft_saved_by_person"), "person", ["saved_by"], ["id"]
        )

    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("gives_certificate", sa.Boolean(), server_default="1", nullable=False)
        )

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ended_at", sa.DateTime(), nullable=True))
        batch_op.add_column(
            sa.Column("ended_because", sa.String(length=200), server_default="", nullable=False)
        )

    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("format", sa.String(length=8), server_default="xlsx", nullable=False)
        )

    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chapters", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("materials", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "tree",
                sa.Enum("party", "administration", name="tree", native_enum=False, length=32),
                server_default="party",
                nullable=False,
            )
        )
        batch_op.drop_index(
            batch_op.f("uq_membership_open_primary"),
            sqlite_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
        )
        batch_op.create_index(
            "uq_membership_open_primary",
            ["person_id", "tree"],
            unique=True,
            sqlite_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
        )

    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "tree",
                sa.Enum("party", "administration", name="tree", native_enum=False, length=32),
                server_default="party",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("code", sa.String(length=32), nullable=True))
        batch_op.create_index("uq_org_unit_code", ["code"], unique=True)
        batch_op.create_unique_constraint(batch_op.f("uq_org_unit_id_tree"), ["id", "tree"])
        batch_op.create_index(
            "uq_org_unit_root",
            ["tree"],
            unique=True,
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )

    with op.batch_alter_table("page_picture", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fine_blob", sa.String(length=64), nullable=True))

    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.add_column(sa.Column("page", sa.Integer(), nullable=True))

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("mail", sa.String(length=254), nullable=True))

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.add_column(sa.Column("on_behalf_of", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_post_on_behalf_of_person"), "person", ["on_behalf_of"], ["id"]
        )

    with op.batch_alter_table("version_lesson", schema=None) as batch_op:
        batch_op.add_column(sa.Column("chapters", sa.JSON(), server_default="[]", nullable=False))
        batch_op.add_column(sa.Column("materials", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_enrolment_ended_says_why"), "(ended_at IS NULL) = (ended_because = '')"
        )

    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_org_unit_root_is_a_committee"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_org_unit_root_is_a_head"),
            "parent_id IS NOT NULL OR kind IN ('committee', 'company')",
        )
        batch_op.create_check_constraint(
            op.f("ck_org_unit_kind_is_of_its_tree"),
            "(tree = 'administration') = (kind IN ('company', 'department'))",
        )
        batch_op.create_foreign_key(
            "fk_org_unit_same_tree", "org_unit", ["parent_id", "tree"], ["id", "tree"]
        )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_foreign_key(
            "fk_membership_tree_of_unit", "org_unit", ["unit_id", "tree"], ["id", "tree"]
        )


def downgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_constraint("fk_membership_tree_of_unit", type_="foreignkey")
    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.drop_constraint("fk_org_unit_same_tree", type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_org_unit_kind_is_of_its_tree"), type_="check")
        batch_op.drop_constraint(op.f("ck_org_unit_root_is_a_head"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_org_unit_root_is_a_committee"), "parent_id IS NOT NULL OR kind = 'committee'"
        )
    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_enrolment_ended_says_why"), type_="check")
    with op.batch_alter_table("version_lesson", schema=None) as batch_op:
        batch_op.drop_column("materials")
        batch_op.drop_column("chapters")

    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_post_on_behalf_of_person"), type_="foreignkey")
        batch_op.drop_column("on_behalf_of")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("mail")

    with op.batch_alter_table("passage", schema=None) as batch_op:
        batch_op.drop_column("page")

    with op.batch_alter_table("page_picture", schema=None) as batch_op:
        batch_op.drop_column("fine_blob")

    with op.batch_alter_table("org_unit", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_org_unit_root",
            sqlite_where=sa.text("parent_id IS NULL"),
            postgresql_where=sa.text("parent_id IS NULL"),
        )
        batch_op.drop_constraint(batch_op.f("uq_org_unit_id_tree"), type_="unique")
        batch_op.drop_index("uq_org_unit_code")
        batch_op.drop_column("code")
        batch_op.drop_column("tree")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_open_primary",
            sqlite_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
            postgresql_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
        )
        batch_op.create_index(
            batch_op.f("uq_membership_open_primary"),
            ["person_id"],
            unique=1,
            sqlite_where=sa.text("is_primary AND valid_to IS NULL AND superseded_at IS NULL"),
        )
        batch_op.drop_column("tree")

    with op.batch_alter_table("lesson", schema=None) as batch_op:
        batch_op.drop_column("materials")
        batch_op.drop_column("chapters")

    with op.batch_alter_table("export", schema=None) as batch_op:
        batch_op.drop_column("format")

    with op.batch_alter_table("enrolment", schema=None) as batch_op:
        batch_op.drop_column("ended_because")
        batch_op.drop_column("ended_at")

    with op.batch_alter_table("course_version", schema=None) as batch_op:
        batch_op.drop_column("gives_certificate")

    with op.batch_alter_table("course_draft", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_course_draft_saved_by_person"), type_="foreignkey")
        batch_op.drop_column("gives_certificate")
        batch_op.drop_column("saved_by")

    with op.batch_alter_table("course", schema=None) as batch_op:
        batch_op.drop_column("gives_certificate")

    with op.batch_alter_table("lesson_note", schema=None) as batch_op:
        batch_op.drop_index("ix_lesson_note_removed_at")
        batch_op.drop_index("ix_lesson_note_person_id_lesson_id")
        batch_op.drop_index(batch_op.f("ix_lesson_note_lesson_id"))

    op.drop_table("lesson_note")
    with op.batch_alter_table("unit_import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_import_row_verdict")
        batch_op.drop_index(batch_op.f("ix_unit_import_row_unit_id"))

    op.drop_table("unit_import_row")
    with op.batch_alter_table("trail_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_trail_file_person_id"))
        batch_op.drop_index(batch_op.f("ix_trail_file_expires_at"))

    op.drop_table("trail_file")
    op.drop_table("proofreading")
    with op.batch_alter_table("people_import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_people_import_row_verdict")
        batch_op.drop_index(batch_op.f("ix_people_import_row_replaced_id"))
        batch_op.drop_index(batch_op.f("ix_people_import_row_person_id"))
        batch_op.drop_index(batch_op.f("ix_people_import_row_membership_id"))

    op.drop_table("people_import_row")
    op.drop_table("page_text")
    with op.batch_alter_table("notice_receipt", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_notice_receipt_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_notice_receipt_person_id_notice_id")

    op.drop_table("notice_receipt")
    with op.batch_alter_table("course_trainer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_course_trainer_person_id"))

    op.drop_table("course_trainer")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_course_id"))

    op.drop_table("certificate")
    op.drop_table("second_factor")
    with op.batch_alter_table("rule", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_name"))

    op.drop_table("rule")
    with op.batch_alter_table("recovery_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_code_person_id"))

    op.drop_table("recovery_code")
    with op.batch_alter_table("people_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_people_import_created_by"))

    op.drop_table("people_import")
    with op.batch_alter_table("passage_note", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_passage_note_work_id"))
        batch_op.drop_index("ix_passage_note_removed_at")
        batch_op.drop_index("ix_passage_note_person_id_work_id")

    op.drop_table("passage_note")
    with op.batch_alter_table("one_time_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_one_time_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_one_time_link_made_by"))

    op.drop_table("one_time_link")
    op.drop_table("notice_topic_choice")
    op.drop_table("notice_reminded")
    op.drop_table("notice_choice")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notice_unit_id"))
        batch_op.drop_index(batch_op.f("ix_notice_sender_id"))

    op.drop_table("notice")
    op.drop_table("maintenance")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index("ix_letter_state_id")
        batch_op.drop_index(batch_op.f("ix_letter_person_id"))
        batch_op.drop_index("ix_letter_due")

    op.drop_table("letter")
    op.drop_table("mail_failing")
