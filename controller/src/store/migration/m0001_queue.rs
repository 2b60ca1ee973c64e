//! Requests, jobs, attempts, what happened to them, agents and devices.

use sea_orm_migration::prelude::*;

const TABLES: &[&str] = &[
    // A client's key makes a repeated request harmless; the hash tells a repetition from another request.
    "CREATE TABLE job_requests (
        project_id TEXT NOT NULL,
        idempotency_key TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        submitted_at BIGINT NOT NULL,
        PRIMARY KEY (project_id, idempotency_key)
    )",
    "CREATE TABLE jobs (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL,
        idempotency_key TEXT,
        ordinal INTEGER NOT NULL,
        scenario_name TEXT NOT NULL,
        scenario TEXT NOT NULL,
        needs TEXT NOT NULL,
        title TEXT NOT NULL,
        release TEXT,
        build_id TEXT,
        tags TEXT NOT NULL,
        baseline_run_id TEXT,
        priority INTEGER NOT NULL,
        submitted_at BIGINT NOT NULL,
        state TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        infrastructure_left INTEGER NOT NULL,
        step_left INTEGER NOT NULL,
        failed_on TEXT NOT NULL,
        cancel_reason TEXT,
        reason TEXT,
        run_id TEXT,
        started_at BIGINT,
        ended_at BIGINT
    )",
    "CREATE INDEX jobs_queue ON jobs (state, needs, priority, submitted_at, id)",
    "CREATE INDEX jobs_newest ON jobs (project_id, submitted_at, id)",
    "CREATE INDEX jobs_scenario ON jobs (project_id, scenario_name, submitted_at, id)",
    "CREATE INDEX jobs_request ON jobs (project_id, idempotency_key, ordinal)",
    "CREATE TABLE job_attempts (
        job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        agent_id TEXT NOT NULL,
        device_id TEXT NOT NULL,
        offered_at BIGINT NOT NULL,
        accepted_at BIGINT,
        ended_at BIGINT,
        end_kind TEXT,
        reason TEXT,
        run_id TEXT,
        by_result BOOLEAN NOT NULL,
        PRIMARY KEY (job_id, number)
    )",
    // The database itself refuses a second attempt at a job, and a second job on a device.
    "CREATE UNIQUE INDEX job_attempts_job ON job_attempts (job_id) WHERE ended_at IS NULL",
    "CREATE UNIQUE INDEX job_attempts_device ON job_attempts (device_id) WHERE ended_at IS NULL",
    "CREATE TABLE agents (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        version TEXT NOT NULL,
        labels TEXT NOT NULL,
        first_seen_at BIGINT NOT NULL,
        last_seen_at BIGINT NOT NULL
    )",
    "CREATE TABLE devices (
        id TEXT PRIMARY KEY,
        agent_id TEXT NOT NULL REFERENCES agents (id),
        platform TEXT NOT NULL,
        os TEXT NOT NULL,
        arch TEXT NOT NULL,
        facts TEXT NOT NULL,
        browsers TEXT NOT NULL,
        state TEXT NOT NULL,
        state_reason TEXT,
        last_seen_at BIGINT NOT NULL
    )",
    "CREATE INDEX devices_agent ON devices (agent_id)",
];

fn events_table(counting_key: &str) -> String {
    format!(
        "CREATE TABLE job_events (
            id {counting_key},
            job_id TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
            attempt INTEGER NOT NULL,
            at BIGINT NOT NULL,
            kind TEXT NOT NULL,
            level TEXT NOT NULL,
            source TEXT NOT NULL,
            message TEXT NOT NULL
        )"
    )
}

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let is_postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
        let counting_key =
            if is_postgres { "BIGSERIAL PRIMARY KEY" } else { "INTEGER PRIMARY KEY AUTOINCREMENT" };
        for statement in TABLES {
            connection.execute_unprepared(statement).await?;
        }
        connection.execute_unprepared(&events_table(counting_key)).await?;
        connection.execute_unprepared("CREATE INDEX job_events_job ON job_events (job_id, id)").await?;
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
