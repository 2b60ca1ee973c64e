//! Whose jobs an agent gets, since when a device is in its state, and devices that somebody took out of service.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0011_devices",
    statements: &[
        // A project, `*` for every one; NULL until an agent that was known before comes back, and nobody sees it until then.
        "ALTER TABLE agents ADD COLUMN serves TEXT",
        "ALTER TABLE devices ADD COLUMN state_since BIGINT NOT NULL DEFAULT 0",
        "UPDATE devices SET state_since = last_seen_at",
        // Outlives the row of the device, which goes when its agent names it no more.
        "CREATE TABLE device_quarantines (
        device_id TEXT NOT NULL,
        serves TEXT NOT NULL,
        set_at BIGINT NOT NULL,
        set_by TEXT NOT NULL,
        reason TEXT NOT NULL,
        released_at BIGINT,
        released_by TEXT,
        released_because TEXT,
        PRIMARY KEY (device_id, serves, set_at)
    )",
        "CREATE UNIQUE INDEX device_quarantines_held ON device_quarantines (device_id, serves) WHERE released_at IS NULL",
        "CREATE INDEX job_attempts_offered ON job_attempts (device_id, offered_at)",
        "CREATE INDEX job_attempts_ended ON job_attempts (device_id, ended_at)",
    ],
};
