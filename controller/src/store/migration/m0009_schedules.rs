//! Suites, their starts, schedules, and what became of every tick.

use super::Sql;

pub(super) const MIGRATION: Sql = Sql {
    name: "m0009_schedules",
    statements: &[
        "CREATE TABLE suites (
        project_id TEXT NOT NULL,
        name TEXT NOT NULL,
        description TEXT,
        yaml TEXT NOT NULL,
        scenarios TEXT NOT NULL,
        pages TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        PRIMARY KEY (project_id, name)
    )",
        "CREATE TABLE schedules (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL,
        name TEXT NOT NULL,
        suite TEXT NOT NULL,
        cron TEXT NOT NULL,
        zone TEXT NOT NULL,
        overlap TEXT NOT NULL,
        missed TEXT NOT NULL,
        grace_ms BIGINT NOT NULL,
        enabled BOOLEAN NOT NULL,
        release TEXT,
        build_id TEXT,
        tags TEXT NOT NULL,
        created_by TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        changed_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL,
        version BIGINT NOT NULL,
        decided_until BIGINT NOT NULL,
        next_at BIGINT,
        waiting_due BIGINT
    )",
        "CREATE UNIQUE INDEX schedules_name ON schedules (project_id, name)",
        "CREATE INDEX schedules_next ON schedules (next_at)",
        // A suite run outlives its suite and its schedule; no row here refers to theirs.
        "CREATE TABLE suite_runs (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL,
        suite TEXT NOT NULL,
        started_at BIGINT NOT NULL,
        started_by TEXT,
        schedule_id TEXT,
        schedule_name TEXT,
        due BIGINT,
        release TEXT,
        build_id TEXT,
        tags TEXT NOT NULL,
        idempotency_key TEXT,
        content_sha256 TEXT NOT NULL,
        gives_way BOOLEAN NOT NULL
    )",
        "CREATE UNIQUE INDEX suite_runs_key ON suite_runs (project_id, idempotency_key)",
        // The database itself refuses a second suite run of a tick.
        "CREATE UNIQUE INDEX suite_runs_tick ON suite_runs (schedule_id, due)",
        "CREATE INDEX suite_runs_newest ON suite_runs (project_id, started_at, id)",
        "CREATE INDEX suite_runs_suite ON suite_runs (project_id, suite, started_at, id)",
        "CREATE INDEX suite_runs_schedule ON suite_runs (schedule_id, started_at)",
        "CREATE INDEX suite_runs_gives_way ON suite_runs (gives_way)",
        "CREATE TABLE suite_cells (
        suite_run_id TEXT NOT NULL REFERENCES suite_runs (id) ON DELETE CASCADE,
        ordinal INTEGER NOT NULL,
        entry TEXT NOT NULL,
        scenario TEXT NOT NULL,
        device TEXT NOT NULL,
        parameters TEXT NOT NULL,
        job_id TEXT NOT NULL REFERENCES jobs (id),
        PRIMARY KEY (suite_run_id, ordinal)
    )",
        "CREATE INDEX suite_cells_job ON suite_cells (job_id)",
        "CREATE TABLE schedule_ticks (
        schedule_id TEXT NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
        due BIGINT NOT NULL,
        fate TEXT NOT NULL,
        reason TEXT,
        suite_run_id TEXT,
        decided_at BIGINT NOT NULL,
        PRIMARY KEY (schedule_id, due)
    )",
    ],
};
