//! What finds runs again: saved views, the words that runs are searched by, the order of columns; and what undoes a deletion.

use sea_orm_migration::prelude::*;

/// Both databases alike. `{rowid}` orders a table by its key, `{absent}` makes PostgreSQL order absent values as `SQLite`
/// does, `{line}` is a line feed.
const STATEMENTS: &[&str] = &[
    // owner is '' for what a whole project sees: NULL would make every such row unique.
    "CREATE TABLE views (
        project_id TEXT NOT NULL REFERENCES projects (id),
        owner TEXT NOT NULL,
        name TEXT NOT NULL,
        query TEXT NOT NULL,
        changed_by TEXT NOT NULL,
        changed_at BIGINT NOT NULL,
        PRIMARY KEY (project_id, owner, name)
    )",
    // All rows of a deleted run as one document: no table that anything else reads holds it any more.
    "CREATE TABLE deleted_runs (
        run_id TEXT PRIMARY KEY,
        project_id TEXT NOT NULL REFERENCES projects (id),
        deleted_at BIGINT NOT NULL,
        deleted_by TEXT NOT NULL,
        document TEXT NOT NULL
    )",
    "CREATE INDEX deleted_runs_at ON deleted_runs (deleted_at)",
    // Narrow and in the order of lists: looking through all of it costs no more than counting the runs.
    "CREATE TABLE run_search (
        project_id TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        text TEXT NOT NULL,
        PRIMARY KEY (project_id, created_at, run_id)
    ){rowid}",
    "CREATE INDEX run_search_run ON run_search (run_id)",
    "INSERT INTO run_search (project_id, created_at, run_id, text)
        SELECT project_id, created_at, id,
            lower(title || {line} || scenario || {line} || coalesce(build_id, '') || {line} || tags) FROM runs",
    "DROP INDEX runs_release",
    "CREATE INDEX runs_release ON runs (project_id, release{absent}, created_at, id, verdict)",
    "DROP INDEX runs_build",
    "CREATE INDEX runs_build ON runs (project_id, build_id{absent}, created_at, id)",
    "DROP INDEX runs_device",
    "CREATE INDEX runs_device ON runs (project_id, device{absent}, created_at, id)",
    "CREATE INDEX runs_severity ON runs (project_id, (CASE verdict WHEN 'regressed' THEN 4
        WHEN 'inconclusive' THEN 3 WHEN 'unchanged' THEN 2 WHEN 'improved' THEN 1 ELSE 0 END), created_at, id)",
    // Whoever deletes a run looks for what names it.
    "CREATE INDEX runs_basis ON runs (baseline_run_id) WHERE baseline_run_id IS NOT NULL",
    "CREATE INDEX jobs_run ON jobs (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX jobs_basis ON jobs (baseline_run_id) WHERE baseline_run_id IS NOT NULL",
    "CREATE INDEX job_attempts_run ON job_attempts (run_id) WHERE run_id IS NOT NULL",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let postgres = manager.get_database_backend() == sea_orm::DbBackend::Postgres;
        let (rowid, absent, line) =
            if postgres { ("", " NULLS FIRST", "chr(10)") } else { (" WITHOUT ROWID", "", "char(10)") };
        for statement in STATEMENTS {
            let statement =
                statement.replace("{rowid}", rowid).replace("{absent}", absent).replace("{line}", line);
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
