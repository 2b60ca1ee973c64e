//! One database behind one type: opens it, brings its tables up to date and hands out transactions. Never holds a query.

use std::sync::Arc;
use std::time::Duration;

use sea_orm::sqlx::error::DatabaseError;
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::{
    ConnectOptions, Database, DatabaseConnection, DatabaseTransaction, DbBackend, DbErr, RuntimeErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use super::migration::Migrator;
use super::runs::RunCounts;

/// How long a statement waits for another process that writes to the same SQLite file.
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// How long opening a database may take before we say that it is not there.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Connections that read; SQLite in WAL mode lets them read while one writes.
const READERS: u32 = 8;
/// Connections to a PostgreSQL server, readers and writers together.
const POSTGRES_CONNECTIONS: u32 = 16;

/// The database. Cheap to clone; every clone shares the same connections.
#[derive(Clone, Debug)]
pub struct Store {
    reader: DatabaseConnection,
    writer: DatabaseConnection,
    run_counts: Arc<RunCounts>,
}

/// The database could not do what we asked.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The address names neither of the two databases.
    #[error(
        "`{address}` is no database address; write `sqlite:///path/to/file?mode=rwc` or `postgres://user@host/name`"
    )]
    UnknownAddress {
        /// What was given, without its password.
        address: String,
    },
    /// It does not answer.
    #[error("cannot open the database `{address}`")]
    Open {
        /// Which, without its password.
        address: String,
        /// What the database said.
        source: DbErr,
    },
    /// Its tables could not be brought up to date.
    #[error("cannot bring the tables of `{address}` up to date")]
    Migrate {
        /// Which, without its password.
        address: String,
        /// What the database said.
        source: DbErr,
    },
    /// A statement failed.
    #[error("the database refused to {action}")]
    Query {
        /// What we tried, e.g. `list runs`.
        action: &'static str,
        /// What the database said.
        source: DbErr,
    },
    /// A row holds what this version cannot read.
    #[error("cannot read {what} of `{key}` from the database")]
    Row {
        /// Which column.
        what: &'static str,
        /// Of which row.
        key: String,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

impl StoreError {
    /// For `map_err`: wraps what the database said with what we tried.
    pub(crate) fn query(action: &'static str) -> impl FnOnce(DbErr) -> Self {
        move |source| Self::Query { action, source }
    }

    /// Whether the database has no room left: `SQLITE_FULL` and PostgreSQL's `disk_full`.
    pub(crate) fn is_full(&self) -> bool {
        let Self::Query { source, .. } = self else { return false };
        let (DbErr::Exec(RuntimeErr::SqlxError(error)) | DbErr::Query(RuntimeErr::SqlxError(error))) = source
        else {
            return false;
        };
        let code = error.as_database_error().and_then(DatabaseError::code);
        matches!(code.as_deref(), Some("13" | "53100"))
    }

    /// For `map_err`: a JSON column that does not hold what this version writes.
    pub(crate) fn row(
        what: &'static str,
        key: impl std::fmt::Display,
    ) -> impl FnOnce(serde_json::Error) -> Self {
        let key = key.to_string();
        move |source| Self::Row { what, key, source }
    }
}

impl Store {
    /// Opens `sqlite:///path?mode=rwc` or `postgres://…` and applies every migration that it lacks.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let address = without_password(url);
        let opened = match backend_of(url) {
            Some(DbBackend::Sqlite) => open_sqlite(url).await,
            Some(DbBackend::Postgres) => open_postgres(url).await,
            Some(_) | None => return Err(StoreError::UnknownAddress { address }),
        };
        let store = opened.map_err(|source| StoreError::Open { address: address.clone(), source })?;
        Migrator::up(&store.writer, None).await.map_err(|source| StoreError::Migrate { address, source })?;
        Ok(store)
    }

    fn of(reader: DatabaseConnection, writer: DatabaseConnection) -> Self {
        Self { reader, writer, run_counts: Arc::default() }
    }

    /// What is remembered of the lengths of lists.
    pub(super) fn run_counts(&self) -> &RunCounts {
        &self.run_counts
    }

    /// For reading outside a transaction.
    pub(crate) fn reader(&self) -> &DatabaseConnection {
        &self.reader
    }

    /// For single statements that write.
    pub(crate) fn writer(&self) -> &DatabaseConnection {
        &self.writer
    }

    /// A transaction that writes. On SQLite it takes the write lock at once, so that what it reads stays true until it commits.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, StoreError> {
        let options =
            TransactionOptions { sqlite_transaction_mode: self.immediate(), ..TransactionOptions::default() };
        self.writer.begin_with_options(options).await.map_err(StoreError::query("begin a transaction"))
    }

    /// Which of the two databases this is.
    pub(crate) fn backend(&self) -> DbBackend {
        self.writer.get_database_backend()
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<(), StoreError> {
        self.reader.ping().await.map_err(StoreError::query("answer"))?;
        self.writer.ping().await.map_err(StoreError::query("answer"))
    }

    /// Closes every connection, after the statements under way.
    pub async fn close(self) -> Result<(), StoreError> {
        self.reader.close_by_ref().await.map_err(StoreError::query("close"))?;
        self.writer.close_by_ref().await.map_err(StoreError::query("close"))
    }

    fn immediate(&self) -> Option<SqliteTransactionMode> {
        (self.backend() == DbBackend::Sqlite).then_some(SqliteTransactionMode::Immediate)
    }
}

fn backend_of(url: &str) -> Option<DbBackend> {
    let (scheme, _) = url.split_once(':')?;
    match scheme {
        "sqlite" => Some(DbBackend::Sqlite),
        "postgres" | "postgresql" => Some(DbBackend::Postgres),
        _ => None,
    }
}

async fn open_sqlite(url: &str) -> Result<Store, DbErr> {
    // One writer: SQLite allows no more, and queueing inside the process is fairer than polling a busy lock.
    // What it has committed survives a power cut. The files of a run whose row was lost would be swept away.
    let writer = Database::connect(sqlite_options(url, 1, SqliteSynchronous::Full)).await?;
    let reader = Database::connect(sqlite_options(url, READERS, SqliteSynchronous::Normal)).await?;
    Ok(Store::of(reader, writer))
}

fn sqlite_options(url: &str, connections: u32, synchronous: SqliteSynchronous) -> ConnectOptions {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .sqlx_logging(false)
        .test_before_acquire(false)
        .map_sqlx_sqlite_opts(move |sqlite| {
            sqlite
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(synchronous)
                .busy_timeout(BUSY_TIMEOUT)
                .foreign_keys(true)
                // Lists over a hundred thousand runs stay in memory: 32 MiB, negative because the unit is KiB.
                .pragma("cache_size", "-32768")
        });
    options
}

async fn open_postgres(url: &str) -> Result<Store, DbErr> {
    let mut options = ConnectOptions::new(url);
    options
        .max_connections(POSTGRES_CONNECTIONS)
        .connect_timeout(CONNECT_TIMEOUT)
        .acquire_timeout(CONNECT_TIMEOUT)
        .sqlx_logging(false)
        .set_application_name("perfsight");
    let connection = Database::connect(options).await?;
    Ok(Store::of(connection.clone(), connection))
}

/// The address as it may stand in an error or a log.
fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let authority_end = rest.find(['/', '?']).unwrap_or(rest.len());
    let Some(at) = rest[..authority_end].rfind('@') else { return url.to_owned() };
    let user = rest[..at].split(':').next().unwrap_or_default();
    let plain = format!("{scheme}://{user}{}", &rest[at..]);
    // A password may also stand among the parameters.
    match plain.split_once("password=") {
        Some((before, after)) => {
            format!("{before}password=…{}", after.find('&').map_or("", |end| &after[end..]))
        }
        None => plain,
    }
}

#[cfg(test)]
mod tests {
    use sea_orm::ConnectionTrait;

    use super::*;

    #[test]
    fn errors_never_show_a_password() {
        let check = |url: &str, shown: &str| assert_eq!(without_password(url), shown);
        check("postgres://ada:se:cret@db/perfsight", "postgres://ada@db/perfsight");
        check(
            "postgres://ada@db/perfsight?password=secret&sslmode=require",
            "postgres://ada@db/perfsight?password=…&sslmode=require",
        );
        check("sqlite:///var/lib/perfsight.db?mode=rwc", "sqlite:///var/lib/perfsight.db?mode=rwc");
    }

    #[tokio::test]
    async fn a_database_that_cannot_grow_says_that_it_is_full() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("perfsight.db").display());
        let store = Store::open(&url).await.unwrap();
        // The size that it has already is the least that this sets.
        store.writer().execute_unprepared("PRAGMA max_page_count = 1").await.unwrap();
        let refused = store.writer().execute_unprepared("CREATE TABLE ballast (bytes BLOB)").await;
        assert!(refused.map_err(StoreError::query("grow")).unwrap_err().is_full());
        let other = store.writer().execute_unprepared("SELECT nothing").await;
        assert!(!other.map_err(StoreError::query("read")).unwrap_err().is_full());
    }

    #[tokio::test]
    async fn an_address_of_another_database_is_refused_with_the_two_forms() {
        let error = Store::open("mysql://localhost/perfsight").await.unwrap_err();
        assert!(error.to_string().contains("sqlite:///path/to/file?mode=rwc"), "{error}");
    }
}
