"""Every table of the portal, and the index that search reads.

Revision ID: 0001
Revises:
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("verb", sa.String(length=60), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_subject", ["subject_kind", "subject_id"], unique=False)

    op.create_table(
        "district",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rural", sa.Boolean(), nullable=False),
        sa.Column("outside", sa.Boolean(), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_district")),
    )
    op.create_table(
        "goal_period",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("title_da", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("checksum", sa.String(length=64), nullable=False),
        sa.Column("loaded", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_period")),
        sa.UniqueConstraint("key", name=op.f("uq_goal_period_key")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=60), nullable=False),
        sa.Column("recipient", sa.String(length=254), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("dedupe", sa.String(length=200), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "queued", "sent", "failed", name="state", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_outbox_message_dedupe")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index("ix_outbox_message_due", ["state", "due_at"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("session_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("session_token", name=op.f("uq_person_session_token")),
    )
    op.create_table(
        "rate_limit",
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("hits", sa.Integer(), nullable=False),
        sa.Column("expires", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_rate_limit")),
    )
    with op.batch_alter_table("rate_limit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rate_limit_expires"), ["expires"], unique=False)

    op.create_table(
        "search_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_document")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_document_kind")),
    )
    op.create_table(
        "search_term",
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.PrimaryKeyConstraint("term", name=op.f("pk_search_term")),
    )
    op.create_table(
        "sign_in_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("link_hash", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("next_url", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_code")),
        sa.UniqueConstraint("link_hash", name=op.f("uq_sign_in_code_link_hash")),
    )
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_code_email"), ["email"], unique=False)

    op.create_table(
        "goal_area",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_da", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("statement_da", sa.Text(), nullable=False),
        sa.Column("statement_en", sa.Text(), nullable=False),
        sa.Column("served", sa.String(length=8), nullable=False),
        sa.Column("why_not_da", sa.Text(), nullable=False),
        sa.Column("why_not_en", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("loaded", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["goal_period.id"], name=op.f("fk_goal_area_period_id_goal_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_area")),
        sa.UniqueConstraint("period_id", "code", name=op.f("uq_goal_area_period_id")),
    )
    op.create_table(
        "goal_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("period_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("title_da", sa.String(length=200), nullable=False),
        sa.Column("title_en", sa.String(length=200), nullable=False),
        sa.Column("sentence_da", sa.Text(), nullable=False),
        sa.Column("sentence_en", sa.Text(), nullable=False),
        sa.Column("unit_da", sa.String(length=40), nullable=False),
        sa.Column("unit_en", sa.String(length=40), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("share_of", sa.JSON(), nullable=True),
        sa.Column("distinct_of", sa.String(length=40), nullable=False),
        sa.Column("direction", sa.String(length=8), nullable=False),
        sa.Column("targets", sa.JSON(), nullable=False),
        sa.Column("show_from_n", sa.Integer(), nullable=False),
        sa.Column("readings", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("with_visiting", sa.Boolean(), nullable=False),
        sa.Column("loaded", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["period_id"], ["goal_period.id"], name=op.f("fk_goal_indicator_period_id_goal_period")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_indicator")),
        sa.UniqueConstraint("period_id", "code", name=op.f("uq_goal_indicator_period_id")),
    )
    op.create_table(
        "image",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("alt", sa.String(length=250), nullable=False),
        sa.Column("credit", sa.String(length=120), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["person.id"], name=op.f("fk_image_uploaded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_image")),
    )
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_image_sha256"), ["sha256"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("website", sa.String(length=300), nullable=False),
        sa.Column("cvr", sa.String(length=8), nullable=True),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("house_member", sa.Boolean(), nullable=False),
        sa.Column(
            "verification",
            sa.Enum(
                "unverified",
                "pending",
                "verified",
                "rejected",
                name="verification",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_organisation_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_organisation_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["organisation.id"], name=op.f("fk_organisation_parent_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("key", name=op.f("uq_organisation_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_organisation_slug")),
    )
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organisation_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_organisation_verification"), ["verification"], unique=False)

    op.create_table(
        "goal_aim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=6), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_da", sa.String(length=300), nullable=False),
        sa.Column("title_en", sa.String(length=300), nullable=False),
        sa.Column("measured_by_da", sa.Text(), nullable=False),
        sa.Column("measured_by_en", sa.Text(), nullable=False),
        sa.Column("served", sa.String(length=8), nullable=False),
        sa.Column("why_not_da", sa.Text(), nullable=False),
        sa.Column("why_not_en", sa.Text(), nullable=False),
        sa.Column("loaded", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["goal_area.id"], name=op.f("fk_goal_aim_area_id_goal_area")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_aim")),
        sa.UniqueConstraint("area_id", "code", name=op.f("uq_goal_aim_area_id")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "role",
            sa.Enum("manager", "member", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["person.id"], name=op.f("fk_invitation_invited_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_invitation_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitation_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("manager", "member", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_membership_active",
            ["organisation_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("building", sa.String(length=60), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("address", sa.String(length=160), nullable=False),
        sa.Column("postal_code", sa.String(length=8), nullable=False),
        sa.Column("town", sa.String(length=80), nullable=False),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("common_area", sa.Boolean(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_place_district_id_district")),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_place_owner_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("key", name=op.f("uq_place_key")),
        sa.UniqueConstraint("slug", name=op.f("uq_place_slug")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_district_id"), ["district_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_kind"), ["kind"], unique=False)

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "moderator",
                "goal_owner",
                "administrator",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["person.id"], name=op.f("fk_role_grant_granted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_role_grant_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)

    op.create_table(
        "access_fact",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("fact", sa.String(length=40), nullable=False),
        sa.Column(
            "value",
            sa.Enum(
                "yes", "no", "unknown", name="value", native_enum=False, create_constraint=True, length=8
            ),
            nullable=False,
        ),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_access_fact_place_id_place")),
        sa.PrimaryKeyConstraint("place_id", "fact", name=op.f("pk_access_fact")),
    )
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_time", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column(
            "openness",
            sa.Enum(
                "open", "ask_first", name="openness", native_enum=False, create_constraint=True, length=12
            ),
            nullable=False,
        ),
        sa.Column("rhythm", sa.String(length=120), nullable=False),
        sa.Column("host_name", sa.String(length=80), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column("organiser_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("initiated_by", sa.String(length=24), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "active",
                "resting",
                "closed",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_reason", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hold_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["district.id"], name=op.f("fk_community_district_id_district")
        ),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisation.id"], name=op.f("fk_community_organiser_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_community_place_id_place")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_community_proposer_id_person")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["organisation.id"], name=op.f("fk_community_unit_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("slug", name=op.f("uq_community_slug")),
        sa.UniqueConstraint("uuid", name=op.f("uq_community_uuid")),
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_organiser_id"), ["organiser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_community_state"), ["state"], unique=False)

    op.create_table(
        "goal_indicator_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("aim_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("scope", sa.JSON(), nullable=False),
        sa.Column("scope_da", sa.String(length=200), nullable=False),
        sa.Column("scope_en", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["aim_id"], ["goal_aim.id"], name=op.f("fk_goal_indicator_link_aim_id_goal_aim")
        ),
        sa.ForeignKeyConstraint(
            ["area_id"], ["goal_area.id"], name=op.f("fk_goal_indicator_link_area_id_goal_area")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"],
            ["goal_indicator.id"],
            name=op.f("fk_goal_indicator_link_indicator_id_goal_indicator"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_indicator_link")),
    )
    with op.batch_alter_table("goal_indicator_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_goal_indicator_link_aim_id"), ["aim_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_goal_indicator_link_area_id"), ["area_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=True),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=True),
        sa.Column("seats", sa.Integer(), nullable=True),
        sa.Column("fire_limit", sa.Integer(), nullable=True),
        sa.Column("common_area", sa.Boolean(), nullable=False),
        sa.Column("features", sa.JSON(), nullable=False),
        sa.Column("closed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_room_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("key", name=op.f("uq_room_key")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_place_id"), ["place_id"], unique=False)

    op.create_table(
        "theme_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hold_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["organisation.id"], name=op.f("fk_theme_day_lead_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_theme_day_place_id_place")),
        sa.ForeignKeyConstraint(["proposer_id"], ["person.id"], name=op.f("fk_theme_day_proposer_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_day")),
        sa.UniqueConstraint("slug", name=op.f("uq_theme_day_slug")),
    )
    with op.batch_alter_table("theme_day", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_day_held_on"), ["held_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_theme_day_state"), ["state"], unique=False)

    op.create_table(
        "community_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "host", "member", "asking", name="role", native_enum=False, create_constraint=True, length=12
            ),
            nullable=False,
        ),
        sa.Column("show_name", sa.Boolean(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("welcomed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_member_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_community_member_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_member")),
    )
    with op.batch_alter_table("community_member", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_member_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_community_member_active",
            ["community_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "community_tag",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_community_tag_community_id_community")
        ),
        sa.PrimaryKeyConstraint("community_id", "dimension", "value", name=op.f("pk_community_tag")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("slug", sa.String(length=90), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("first_time", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("genre", sa.String(length=40), nullable=False),
        sa.Column("team", sa.String(length=4), nullable=False),
        sa.Column("format", sa.String(length=16), nullable=False),
        sa.Column("umbrella", sa.String(length=24), nullable=False),
        sa.Column("book_bus", sa.Boolean(), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("online_link", sa.String(length=500), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("room_id", sa.Integer(), nullable=True),
        sa.Column("district_id", sa.String(length=40), nullable=True),
        sa.Column("organiser_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("initiated_by", sa.String(length=24), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("host_id", sa.Integer(), nullable=True),
        sa.Column("host_name", sa.String(length=80), nullable=False),
        sa.Column("price", sa.Integer(), nullable=False),
        sa.Column("price_note", sa.String(length=120), nullable=False),
        sa.Column("signup_mode", sa.String(length=16), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("image_id", sa.Integer(), nullable=True),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hold_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("capacity IS NULL OR capacity > 0", name=op.f("ck_event_capacity_positive")),
        sa.CheckConstraint("price >= 0", name=op.f("ck_event_price_not_negative")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_event_community_id_community")
        ),
        sa.ForeignKeyConstraint(["created_by_id"], ["person.id"], name=op.f("fk_event_created_by_id_person")),
        sa.ForeignKeyConstraint(["district_id"], ["district.id"], name=op.f("fk_event_district_id_district")),
        sa.ForeignKeyConstraint(["host_id"], ["person.id"], name=op.f("fk_event_host_id_person")),
        sa.ForeignKeyConstraint(["image_id"], ["image.id"], name=op.f("fk_event_image_id_image")),
        sa.ForeignKeyConstraint(
            ["organiser_id"], ["organisation.id"], name=op.f("fk_event_organiser_id_organisation")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id_place")),
        sa.ForeignKeyConstraint(["room_id"], ["room.id"], name=op.f("fk_event_room_id_room")),
        sa.ForeignKeyConstraint(["unit_id"], ["organisation.id"], name=op.f("fk_event_unit_id_organisation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("slug", name=op.f("uq_event_slug")),
        sa.UniqueConstraint("uuid", name=op.f("uq_event_uuid")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_event_community_id"), ["community_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_host_id"), ["host_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_kind"), ["kind"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_organiser_id"), ["organiser_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_place_id"), ["place_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_event_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "theme_day_partner",
        sa.Column("theme_day_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_theme_day_partner_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["theme_day_id"], ["theme_day.id"], name=op.f("fk_theme_day_partner_theme_day_id_theme_day")
        ),
        sa.PrimaryKeyConstraint("theme_day_id", "organisation_id", name=op.f("pk_theme_day_partner")),
    )
    op.create_table(
        "event_partner",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("visiting", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_partner_event_id_event")),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_event_partner_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name=op.f("pk_event_partner")),
    )
    with op.batch_alter_table("event_partner", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_partner_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "event_tag",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_event_tag_event_id_event")),
        sa.PrimaryKeyConstraint("event_id", "dimension", "value", name=op.f("pk_event_tag")),
    )
    with op.batch_alter_table("event_tag", schema=None) as batch_op:
        batch_op.create_index("ix_event_tag_value", ["dimension", "value"], unique=False)

    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=20), nullable=False),
        sa.Column("starts_local", sa.DateTime(), nullable=False),
        sa.Column("ends_local", sa.DateTime(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("own_time", sa.Boolean(), nullable=False),
        sa.Column("own_title", sa.String(length=120), nullable=True),
        sa.Column("own_text", sa.Text(), nullable=True),
        sa.Column("own_place_id", sa.Integer(), nullable=True),
        sa.Column("own_room_id", sa.Integer(), nullable=True),
        sa.Column("own_capacity", sa.Integer(), nullable=True),
        sa.Column("own_online_link", sa.String(length=500), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "scheduled", "cancelled", name="state", native_enum=False, create_constraint=True, length=24
            ),
            nullable=False,
        ),
        sa.Column("cancel_reason", sa.String(length=500), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("hold_no", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_occurrence_ends_after_start")),
        sa.CheckConstraint(
            "own_capacity IS NULL OR own_capacity > 0", name=op.f("ck_occurrence_capacity_positive")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_occurrence_event_id_event")),
        sa.ForeignKeyConstraint(
            ["own_place_id"], ["place.id"], name=op.f("fk_occurrence_own_place_id_place")
        ),
        sa.ForeignKeyConstraint(["own_room_id"], ["room.id"], name=op.f("fk_occurrence_own_room_id_room")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("event_id", "slug", name=op.f("uq_occurrence_event_id")),
        sa.UniqueConstraint("uuid", name=op.f("uq_occurrence_uuid")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index("ix_occurrence_ends", ["ends_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_occurrence_event_id"), ["event_id"], unique=False)
        batch_op.create_index("ix_occurrence_when", ["starts_at", "id"], unique=False)

    op.create_table(
        "programme_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("theme_day_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "approved",
                "declined",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_by_id", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_programme_line_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_programme_line_event_id_event")),
        sa.ForeignKeyConstraint(
            ["institution_id"],
            ["organisation.id"],
            name=op.f("fk_programme_line_institution_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_programme_line_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["theme_day_id"], ["theme_day.id"], name=op.f("fk_programme_line_theme_day_id_theme_day")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_line")),
        sa.UniqueConstraint("theme_day_id", "event_id", name=op.f("uq_programme_line_theme_day_id")),
    )
    with op.batch_alter_table("programme_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_line_event_id"), ["event_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_line_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_programme_line_theme_day_id"), ["theme_day_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=12), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "event",
                "community",
                "theme_day",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("parked", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "changes_requested",
                "approved",
                "declined",
                "withdrawn",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes_left", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_minutes", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason_code", sa.String(length=40), nullable=False),
        sa.Column("reason_text", sa.Text(), nullable=False),
        sa.Column("alternative", sa.Text(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("theme_day_id", sa.Integer(), nullable=True),
        sa.Column("hold_no", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_proposal_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_proposal_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_proposal_event_id_event")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_proposal_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_proposal_owner_id_person")),
        sa.ForeignKeyConstraint(
            ["theme_day_id"], ["theme_day.id"], name=op.f("fk_proposal_theme_day_id_theme_day")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["organisation.id"], name=op.f("fk_proposal_unit_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("number", name=op.f("uq_proposal_number")),
        sa.UniqueConstraint("uuid", name=op.f("uq_proposal_uuid")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proposal_first_submitted_at"), ["first_submitted_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_proposal_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "attendance_count",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("onsite", "online", name="channel", native_enum=False, create_constraint=True, length=8),
            nullable=False,
        ),
        sa.Column("method", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("counted_by_id", sa.Integer(), nullable=True),
        sa.Column("counted_by", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["counted_by_id"], ["person.id"], name=op.f("fk_attendance_count_counted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_attendance_count_occurrence_id_occurrence")
        ),
        sa.ForeignKeyConstraint(
            ["supersedes_id"],
            ["attendance_count.id"],
            name=op.f("fk_attendance_count_supersedes_id_attendance_count"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance_count")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_attendance_count_supersedes_id")),
    )
    with op.batch_alter_table("attendance_count", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attendance_count_occurrence_id"), ["occurrence_id"], unique=False
        )
        batch_op.create_index(
            "uq_attendance_count_first",
            ["occurrence_id", "channel"],
            unique=True,
            sqlite_where=sa.text("supersedes_id IS NULL"),
            postgresql_where=sa.text("supersedes_id IS NULL"),
        )

    op.create_table(
        "proposal_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verb", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_proposal_entry_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["proposal_id"], ["proposal.id"], name=op.f("fk_proposal_entry_proposal_id_proposal")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_entry")),
    )
    with op.batch_alter_table("proposal_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_entry_proposal_id"), ["proposal_id"], unique=False)

    op.create_table(
        "signup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uuid", sa.String(length=36), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=24), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column(
            "via",
            sa.Enum(
                "online",
                "desk",
                "phone",
                "host",
                name="via",
                native_enum=False,
                create_constraint=True,
                length=8,
            ),
            nullable=False,
        ),
        sa.Column("form_token", sa.String(length=64), nullable=False),
        sa.Column("told_sequence", sa.Integer(), nullable=False),
        sa.Column("told_start", sa.DateTime(), nullable=True),
        sa.Column("told_place", sa.String(length=250), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "confirmed",
                "waiting",
                "cancelled",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("promoted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["person.id"], name=op.f("fk_signup_created_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_signup_occurrence_id_occurrence")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_signup_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signup")),
        sa.UniqueConstraint("form_token", name=op.f("uq_signup_form_token")),
        sa.UniqueConstraint("uuid", name=op.f("uq_signup_uuid")),
    )
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_signup_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_signup_queue", ["occurrence_id", "state", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_signup_state"), ["state"], unique=False)
        batch_op.create_index(
            "uq_signup_active_contact",
            ["occurrence_id", "email"],
            unique=True,
            sqlite_where=sa.text("state <> 'cancelled' AND email IS NOT NULL"),
            postgresql_where=sa.text("state <> 'cancelled' AND email IS NOT NULL"),
        )

    op.create_table(
        "attendance_count_line",
        sa.Column("count_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number >= 0", name=op.f("ck_attendance_count_line_number_not_negative")),
        sa.ForeignKeyConstraint(
            ["count_id"],
            ["attendance_count.id"],
            name=op.f("fk_attendance_count_line_count_id_attendance_count"),
        ),
        sa.PrimaryKeyConstraint("count_id", "band", name=op.f("pk_attendance_count_line")),
    )
    op.create_table(
        "signup_party",
        sa.Column("signup_id", sa.Integer(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_signup_party_number_positive")),
        sa.ForeignKeyConstraint(["signup_id"], ["signup.id"], name=op.f("fk_signup_party_signup_id_signup")),
        sa.PrimaryKeyConstraint("signup_id", "band", name=op.f("pk_signup_party")),
    )
    search_index()


def downgrade() -> None:
    drop_search_index()
    op.drop_table("signup_party")
    op.drop_table("attendance_count_line")
    with op.batch_alter_table("signup", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_signup_active_contact",
            sqlite_where=sa.text("state <> 'cancelled' AND email IS NOT NULL"),
            postgresql_where=sa.text("state <> 'cancelled' AND email IS NOT NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_signup_state"))
        batch_op.drop_index("ix_signup_queue")
        batch_op.drop_index(batch_op.f("ix_signup_person_id"))
        batch_op.drop_index(batch_op.f("ix_signup_email"))

    op.drop_table("signup")
    with op.batch_alter_table("proposal_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_entry_proposal_id"))

    op.drop_table("proposal_entry")
    with op.batch_alter_table("attendance_count", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_attendance_count_first",
            sqlite_where=sa.text("supersedes_id IS NULL"),
            postgresql_where=sa.text("supersedes_id IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_attendance_count_occurrence_id"))

    op.drop_table("attendance_count")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_unit_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_state"))
        batch_op.drop_index(batch_op.f("ix_proposal_owner_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_first_submitted_at"))

    op.drop_table("proposal")
    with op.batch_alter_table("programme_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_programme_line_theme_day_id"))
        batch_op.drop_index(batch_op.f("ix_programme_line_state"))
        batch_op.drop_index(batch_op.f("ix_programme_line_event_id"))

    op.drop_table("programme_line")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_occurrence_when")
        batch_op.drop_index(batch_op.f("ix_occurrence_event_id"))
        batch_op.drop_index("ix_occurrence_ends")

    op.drop_table("occurrence")
    with op.batch_alter_table("event_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_event_tag_value")

    op.drop_table("event_tag")
    with op.batch_alter_table("event_partner", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_partner_organisation_id"))

    op.drop_table("event_partner")
    op.drop_table("theme_day_partner")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_unit_id"))
        batch_op.drop_index(batch_op.f("ix_event_place_id"))
        batch_op.drop_index(batch_op.f("ix_event_organiser_id"))
        batch_op.drop_index(batch_op.f("ix_event_kind"))
        batch_op.drop_index(batch_op.f("ix_event_host_id"))
        batch_op.drop_index(batch_op.f("ix_event_community_id"))

    op.drop_table("event")
    op.drop_table("community_tag")
    with op.batch_alter_table("community_member", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_community_member_active",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_community_member_person_id"))

    op.drop_table("community_member")
    with op.batch_alter_table("theme_day", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_day_state"))
        batch_op.drop_index(batch_op.f("ix_theme_day_held_on"))

    op.drop_table("theme_day")
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_room_place_id"))

    op.drop_table("room")
    with op.batch_alter_table("goal_indicator_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_goal_indicator_link_area_id"))
        batch_op.drop_index(batch_op.f("ix_goal_indicator_link_aim_id"))

    op.drop_table("goal_indicator_link")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_community_state"))
        batch_op.drop_index(batch_op.f("ix_community_organiser_id"))

    op.drop_table("community")
    op.drop_table("access_fact")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_kind"))
        batch_op.drop_index(batch_op.f("ix_place_district_id"))

    op.drop_table("place")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_membership_active",
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))

    op.drop_table("membership")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitation_organisation_id"))

    op.drop_table("invitation")
    op.drop_table("goal_aim")
    with op.batch_alter_table("organisation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organisation_verification"))
        batch_op.drop_index(batch_op.f("ix_organisation_parent_id"))
        batch_op.drop_index(batch_op.f("ix_organisation_kind"))

    op.drop_table("organisation")
    with op.batch_alter_table("image", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_image_sha256"))

    op.drop_table("image")
    op.drop_table("goal_indicator")
    op.drop_table("goal_area")
    with op.batch_alter_table("sign_in_code", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_code_email"))

    op.drop_table("sign_in_code")
    op.drop_table("search_term")
    op.drop_table("search_document")
    with op.batch_alter_table("rate_limit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rate_limit_expires"))

    op.drop_table("rate_limit")
    op.drop_table("person")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_message_due")

    op.drop_table("outbox_message")
    op.drop_table("goal_period")
    op.drop_table("district")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")

    op.drop_table("audit_event")


LEARN = "INSERT INTO search_fts(rowid, words) VALUES (new.id, new.words);"
FORGET = "INSERT INTO search_fts(search_fts, rowid, words) VALUES ('delete', old.id, old.words);"
TRIGGER = "CREATE TRIGGER search_document_{} AFTER {} ON search_document BEGIN {} END"
FTS = """CREATE VIRTUAL TABLE search_fts USING fts5(words, content='search_document', content_rowid='id',
    tokenize='unicode61 remove_diacritics 0', prefix='2 3 4')"""
GIN = "CREATE INDEX ix_search_document_fts ON search_document USING gin (to_tsvector('simple', words))"


def search_index() -> None:
    """The text index over ``search_document``: FTS5 on SQLite, a GIN index on PostgreSQL."""
    if not on_sqlite():
        op.execute(GIN)
        return
    op.execute(FTS)
    op.execute(TRIGGER.format("ai", "INSERT", LEARN))
    op.execute(TRIGGER.format("ad", "DELETE", FORGET))
    op.execute(TRIGGER.format("au", "UPDATE", FORGET + " " + LEARN))


def drop_search_index() -> None:
    """Undo :func:`search_index`."""
    if not on_sqlite():
        op.execute("DROP INDEX IF EXISTS ix_search_document_fts")
        return
    for name in ("au", "ad", "ai"):
        op.execute(f"DROP TRIGGER IF EXISTS search_document_{name}")
    op.execute("DROP TABLE IF EXISTS search_fts")


def on_sqlite() -> bool:
    """Whether the database at hand is SQLite."""
    return op.get_bind().dialect.name == "sqlite"
