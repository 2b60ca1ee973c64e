//! What people change about a run: how often they did, and who did last.

use sea_orm_migration::prelude::*;

const CHANGES: &[&str] = &[
    // Counts from 1; whoever changes a run may say which version they saw.
    "ALTER TABLE runs ADD COLUMN version BIGINT NOT NULL DEFAULT 1",
    "ALTER TABLE runs ADD COLUMN edited_at BIGINT",
    "ALTER TABLE runs ADD COLUMN edited_by TEXT",
];

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let connection = manager.get_connection();
        for statement in CHANGES {
            connection.execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
