//! Manual sessions: jobs that watch processes, and devices that can.

use sea_orm_migration::prelude::*;

const COLUMNS: &[&str] = &[
    // What a session watches, as JSON; NULL for a job that drives a scenario.
    "ALTER TABLE jobs ADD COLUMN watch TEXT",
    // Why somebody asked for a session's ordinary end; NULL where nobody did.
    "ALTER TABLE jobs ADD COLUMN finish_reason TEXT",
    "ALTER TABLE devices ADD COLUMN watches_processes BOOLEAN NOT NULL DEFAULT FALSE",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in COLUMNS {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
