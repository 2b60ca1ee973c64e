//! Alerts with the runs that speak for and against them, their history, and the notices of them that are to be sent.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0008_alerts",
    statements: &[
    // When a verdict was taken into account; verdicts of before this migration raise no alert.
    "ALTER TABLE verdicts ADD COLUMN alerted_at BIGINT",
    "UPDATE verdicts SET alerted_at = judged_at",
    "CREATE INDEX verdicts_unalerted ON verdicts (judged_at, run_id) WHERE alerted_at IS NULL",
    // platform and device_class are '' where the runs name none. What no list is filtered by stands in `details`, as JSON.
    "CREATE TABLE alerts (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects (id),
        scenario TEXT NOT NULL,
        metric TEXT NOT NULL,
        platform TEXT NOT NULL,
        device_class TEXT NOT NULL,
        state TEXT NOT NULL,
        owner TEXT,
        opened_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        revision BIGINT NOT NULL,
        details TEXT NOT NULL
    )",
    "CREATE UNIQUE INDEX alerts_unresolved ON alerts (project_id, scenario, metric, platform, device_class)
        WHERE state <> 'resolved'",
    "CREATE INDEX alerts_key ON alerts (project_id, scenario, metric, platform, device_class, opened_at, id)",
    "CREATE INDEX alerts_newest ON alerts (project_id, opened_at, id)",
    "CREATE INDEX alerts_state ON alerts (project_id, state, opened_at, id)",
    // A run may be deleted; what the alert saw of it stays.
    "CREATE TABLE alert_runs (
        alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
        run_id TEXT NOT NULL,
        bad BOOLEAN NOT NULL,
        seen_at BIGINT NOT NULL,
        sighting TEXT NOT NULL,
        PRIMARY KEY (alert_id, run_id)
    )",
    "CREATE INDEX alert_runs_run ON alert_runs (run_id)",
    "CREATE TABLE alert_steps (
        alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
        revision BIGINT NOT NULL,
        step TEXT NOT NULL,
        PRIMARY KEY (alert_id, revision)
    )",
    "CREATE TABLE alert_notices (
        id TEXT PRIMARY KEY,
        alert_id TEXT NOT NULL REFERENCES alerts (id) ON DELETE CASCADE,
        event TEXT NOT NULL,
        body TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        attempts INTEGER NOT NULL,
        next_at BIGINT NOT NULL
    )",
    "CREATE INDEX alert_notices_waiting ON alert_notices (created_at, id) WHERE state = 'waiting'",
    "CREATE INDEX alert_notices_alert ON alert_notices (alert_id, created_at, id)",
    // An attempt without an end is under way, or its controller ended in the middle of it.
    "CREATE TABLE alert_attempts (
        notice_id TEXT NOT NULL REFERENCES alert_notices (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        started_at BIGINT NOT NULL,
        ended_at BIGINT,
        status INTEGER,
        problem TEXT,
        PRIMARY KEY (notice_id, number)
    )",
],
};
