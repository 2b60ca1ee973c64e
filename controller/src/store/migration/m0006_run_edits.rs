//! What people change about a run: how often they did, and who did last.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0006_run_edits",
    statements: &[
        // Counts from 1; whoever changes a run may say which version they saw.
        "ALTER TABLE runs ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
        "ALTER TABLE runs ADD COLUMN edited_at BIGINT",
        "ALTER TABLE runs ADD COLUMN edited_by TEXT",
    ],
};
