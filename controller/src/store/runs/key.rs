//! Client ids that are keys: of one project, one content each. Asks inside the transaction that writes the run.

use protocol::RunId;
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, DbBackend, EntityTrait, QueryFilter};
use sha2::{Digest, Sha256};

use super::read::run_id;
use super::row::runs;
use super::text::storable;
use crate::intake::RunRecord;
use crate::store::StoreError;

/// The run of other content that carries the record's client id. Until the transaction ends nobody else is told that the
/// id is free: on `SQLite` there is one writer, on PostgreSQL a lock on the id.
pub(super) async fn taken_by(
    transaction: &DatabaseTransaction,
    record: &RunRecord,
) -> Result<Option<RunId>, StoreError> {
    let Some(client_id) = &record.client_id else { return Ok(None) };
    if transaction.get_database_backend() == DbBackend::Postgres {
        let lock = format!("SELECT pg_advisory_xact_lock({})", lock_number(&record.project, client_id));
        let locked = transaction.execute_unprepared(&lock).await;
        locked.map_err(StoreError::query("lock a client id"))?;
    }
    let query = runs::Entity::find()
        .filter(runs::Column::ProjectId.eq(record.project.as_str()))
        .filter(runs::Column::ClientKey.eq(storable(client_id)))
        .filter(runs::Column::ContentSha256.ne(record.content_sha256.as_str()));
    let row = query.one(transaction).await.map_err(StoreError::query("look up a client id"))?;
    Ok(row.map(|row| run_id(&row.id)))
}

/// Two ids that share a number wait for each other and do no harm.
fn lock_number(project: &str, client_id: &str) -> i64 {
    let mut hasher = Sha256::new();
    hasher.update((project.len() as u64).to_le_bytes());
    hasher.update(project.as_bytes());
    hasher.update(client_id.as_bytes());
    let hash = hasher.finalize();
    i64::from_le_bytes(hash[..8].try_into().expect("a SHA-256 has 32 bytes"))
}
