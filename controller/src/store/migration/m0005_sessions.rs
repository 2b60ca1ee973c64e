//! Manual sessions: jobs that watch processes, and devices that can.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0005_sessions",
    statements: &[
        // What a session watches, as JSON; NULL for a job that drives a scenario.
        "ALTER TABLE jobs ADD COLUMN watch TEXT",
        // Why somebody asked for a session's ordinary end; NULL where nobody did.
        "ALTER TABLE jobs ADD COLUMN finish_reason TEXT",
        "ALTER TABLE devices ADD COLUMN watches_processes BOOLEAN NOT NULL DEFAULT FALSE",
    ],
};
