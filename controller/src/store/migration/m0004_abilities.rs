//! What a device can do, where it cannot do everything.

use sea_orm_migration::prelude::*;

// NULL where the device can do everything, as every device of before can.
const COLUMN: &str = "ALTER TABLE devices ADD COLUMN abilities TEXT";

#[derive(DeriveMigrationName)]
pub(super) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.get_connection().execute_unprepared(COLUMN).await?;
        Ok(())
    }
}
