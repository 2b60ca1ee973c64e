//! Projects, runs with their index columns, tags, artifacts, summaries, sides, verdicts, baselines and tokens.

use sea_orm_migration::prelude::*;

const TABLES: &[&str] = &[
    "CREATE TABLE projects (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL
    )",
    "INSERT INTO projects (id, name, created_at) VALUES ('default', 'default', 0)",
    // client_key is '' where the sender chose no id: NULL would make every such row unique.
    "CREATE TABLE runs (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects (id),
        client_key TEXT NOT NULL,
        content_sha256 TEXT NOT NULL,
        job_id TEXT,
        attempt INTEGER,
        title TEXT NOT NULL,
        scenario TEXT NOT NULL,
        release TEXT,
        build_id TEXT,
        platform TEXT,
        device TEXT,
        device_class TEXT,
        browser TEXT,
        fingerprint_sha256 TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        stored_at BIGINT NOT NULL,
        duration_ms BIGINT NOT NULL,
        mode TEXT NOT NULL,
        outcome TEXT NOT NULL,
        verdict TEXT,
        verdict_summary TEXT,
        baseline_run_id TEXT,
        judgment TEXT NOT NULL,
        iterations BIGINT NOT NULL,
        dataset_bytes BIGINT NOT NULL,
        tags TEXT NOT NULL,
        headline TEXT NOT NULL
    )",
    "CREATE UNIQUE INDEX runs_identity ON runs (project_id, client_key, content_sha256)",
    "CREATE INDEX runs_job ON runs (job_id)",
    "CREATE INDEX runs_newest ON runs (project_id, created_at, id)",
    "CREATE INDEX runs_scenario ON runs (project_id, scenario, created_at, id)",
    "CREATE INDEX runs_release ON runs (project_id, release, created_at, id)",
    "CREATE INDEX runs_build ON runs (project_id, build_id, created_at, id)",
    "CREATE INDEX runs_device ON runs (project_id, device, created_at, id)",
    "CREATE INDEX runs_platform ON runs (project_id, platform, created_at, id)",
    "CREATE INDEX runs_verdict ON runs (project_id, verdict, created_at, id)",
    "CREATE INDEX runs_outcome ON runs (project_id, outcome, created_at, id)",
    "CREATE INDEX runs_duration ON runs (project_id, duration_ms, id)",
    "CREATE INDEX runs_title ON runs (project_id, title, id)",
    "CREATE INDEX runs_unjudged ON runs (created_at, id) WHERE judgment = 'pending'",
    "CREATE INDEX runs_baseline ON runs (project_id, scenario, platform, device_class, outcome, created_at)",
    "CREATE TABLE run_tags (
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        tag TEXT NOT NULL,
        project_id TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        PRIMARY KEY (run_id, tag)
    )",
    "CREATE INDEX run_tags_counts ON run_tags (project_id, tag, created_at, run_id)",
    "CREATE TABLE artifacts (
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        name TEXT NOT NULL,
        media_type TEXT NOT NULL,
        object_key TEXT NOT NULL,
        encoding TEXT NOT NULL,
        size_bytes BIGINT NOT NULL,
        stored_bytes BIGINT NOT NULL,
        sha256 TEXT NOT NULL,
        PRIMARY KEY (run_id, kind, name)
    )",
    "CREATE TABLE run_metrics_summary (
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        pid BIGINT NOT NULL,
        source TEXT NOT NULL,
        metric TEXT NOT NULL,
        process_type TEXT,
        count BIGINT NOT NULL,
        avg DOUBLE PRECISION NOT NULL,
        min DOUBLE PRECISION NOT NULL,
        max DOUBLE PRECISION NOT NULL,
        p50 DOUBLE PRECISION NOT NULL,
        p95 DOUBLE PRECISION NOT NULL,
        p99 DOUBLE PRECISION NOT NULL,
        PRIMARY KEY (run_id, pid, source, metric)
    )",
    "CREATE TABLE scenarios (
        project_id TEXT NOT NULL REFERENCES projects (id),
        name TEXT NOT NULL,
        first_run_at BIGINT NOT NULL,
        PRIMARY KEY (project_id, name)
    )",
    "CREATE TABLE baselines (
        id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects (id),
        scenario TEXT NOT NULL,
        platform TEXT NOT NULL,
        device_class TEXT NOT NULL,
        run_id TEXT NOT NULL REFERENCES runs (id),
        set_by TEXT NOT NULL,
        set_at BIGINT NOT NULL,
        reason TEXT NOT NULL,
        cleared_by TEXT,
        cleared_at BIGINT
    )",
    "CREATE UNIQUE INDEX baselines_pinned ON baselines (project_id, scenario, platform, device_class)
        WHERE cleared_at IS NULL",
    "CREATE TABLE api_tokens (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL,
        scopes TEXT NOT NULL,
        project_id TEXT REFERENCES projects (id),
        sha256 TEXT NOT NULL UNIQUE,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT,
        revoked_at BIGINT
    )",
];

/// Tables whose content is JSON: `JSONB` on PostgreSQL, text on SQLite.
fn json_tables(json: &str) -> [String; 3] {
    let per_run = "run_id TEXT PRIMARY KEY REFERENCES runs (id) ON DELETE CASCADE";
    [
        format!("CREATE TABLE run_details ({per_run}, details {json} NOT NULL)"),
        format!("CREATE TABLE run_sides ({per_run}, rule {json} NOT NULL, side {json} NOT NULL)"),
        format!(
            "CREATE TABLE verdicts ({per_run}, verdict TEXT NOT NULL, judged_at BIGINT NOT NULL, \
             basis {json} NOT NULL, evidence {json} NOT NULL)"
        ),
    ]
}

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        let postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
        let json = if postgres { "JSONB" } else { "TEXT" };
        for statement in TABLES {
            connection.execute_unprepared(statement).await?;
        }
        for statement in json_tables(json) {
            connection.execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
