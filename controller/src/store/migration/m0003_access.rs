//! Who may do what: accounts, roles, sessions, shares, the key of signed links, the audit log; environments of runs.

use sea_orm_migration::prelude::*;

const TABLES: &[&str] = &[
    "ALTER TABLE projects ADD COLUMN description TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE projects ADD COLUMN archived_at BIGINT",
    "ALTER TABLE runs ADD COLUMN environment TEXT",
    "CREATE INDEX runs_environment ON runs (project_id, environment, created_at, id)",
    "ALTER TABLE api_tokens ADD COLUMN expires_at BIGINT",
    "ALTER TABLE api_tokens ADD COLUMN created_by TEXT NOT NULL DEFAULT ''",
    "CREATE TABLE accounts (
        id TEXT PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        display_name TEXT,
        password TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        last_login_at BIGINT,
        disabled_at BIGINT
    )",
    // project_id is '' where the role holds in every project, those to come included.
    "CREATE TABLE account_roles (
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        project_id TEXT NOT NULL,
        role TEXT NOT NULL,
        PRIMARY KEY (account_id, project_id)
    )",
    "CREATE TABLE sessions (
        sha256 TEXT PRIMARY KEY,
        account_id TEXT NOT NULL REFERENCES accounts (id) ON DELETE CASCADE,
        created_at BIGINT NOT NULL,
        last_used_at BIGINT NOT NULL
    )",
    "CREATE INDEX sessions_account ON sessions (account_id)",
    "CREATE TABLE shares (
        id TEXT PRIMARY KEY,
        run_id TEXT NOT NULL REFERENCES runs (id) ON DELETE CASCADE,
        project_id TEXT NOT NULL,
        sha256 TEXT NOT NULL UNIQUE,
        created_by TEXT NOT NULL,
        created_at BIGINT NOT NULL,
        expires_at BIGINT NOT NULL,
        last_used_at BIGINT,
        revoked_at BIGINT
    )",
    "CREATE INDEX shares_run ON shares (run_id, created_at)",
    "CREATE TABLE signing_keys (
        purpose TEXT PRIMARY KEY,
        id TEXT NOT NULL,
        secret TEXT NOT NULL
    )",
];

fn audit_table(counting_key: &str) -> String {
    format!(
        "CREATE TABLE audit_log (
            id {counting_key},
            at BIGINT NOT NULL,
            actor_kind TEXT NOT NULL,
            actor TEXT NOT NULL,
            address TEXT,
            project_id TEXT,
            action TEXT NOT NULL,
            object TEXT NOT NULL,
            detail TEXT NOT NULL
        )"
    )
}

/// The database itself refuses to rewrite the past.
const KEPT_ON_SQLITE: &[&str] = &[
    "CREATE TRIGGER audit_log_unchanged BEFORE UPDATE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
    "CREATE TRIGGER audit_log_kept BEFORE DELETE ON audit_log
        BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END",
];
const KEPT_ON_POSTGRES: &[&str] = &[
    "CREATE FUNCTION refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'the audit log is append-only'; END $$",
    "CREATE TRIGGER audit_log_kept BEFORE UPDATE OR DELETE ON audit_log
        FOR EACH ROW EXECUTE FUNCTION refuse_audit_change()",
];

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
        connection.execute_unprepared(&audit_table(counting_key)).await?;
        connection.execute_unprepared("CREATE INDEX audit_log_project ON audit_log (project_id, id)").await?;
        for statement in if is_postgres { KEPT_ON_POSTGRES } else { KEPT_ON_SQLITE } {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
