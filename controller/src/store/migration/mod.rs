//! The tables' history, oldest first. An applied migration is never edited; a new one is added at the end.

mod m0001_queue;
mod m0002_runs;
mod m0003_access;
mod m0004_abilities;
mod m0005_sessions;
mod m0006_run_edits;
mod m0007_identities;
mod m0008_alerts;
mod m0009_schedules;
mod m0010_trends;
mod m0011_devices;
mod m0012_views;

use sea_orm_migration::prelude::*;

/// Every migration, in order.
#[derive(Debug)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_queue::Migration),
            Box::new(m0002_runs::Migration),
            Box::new(m0003_access::Migration),
            Box::new(m0004_abilities::MIGRATION),
            Box::new(m0005_sessions::MIGRATION),
            Box::new(m0006_run_edits::MIGRATION),
            Box::new(m0007_identities::MIGRATION),
            Box::new(m0008_alerts::MIGRATION),
            Box::new(m0009_schedules::MIGRATION),
            Box::new(m0010_trends::MIGRATION),
            Box::new(m0011_devices::MIGRATION),
            Box::new(m0012_views::Migration),
        ]
    }
}

/// A migration that is the same statements on both databases.
struct Sql {
    /// As the database remembers it: never changed.
    name: &'static str,
    /// In their order, in one transaction.
    statements: &'static [&'static str],
}

impl MigrationName for Sql {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Sql {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.statements {
            manager.get_connection().execute_unprepared(statement).await?;
        }
        Ok(())
    }

    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }
}
