//! Files that may not grow, by a limit of the test's own process: each write fails where the limit says.

use std::fs;
use std::process::Command;

use controller::http_api::Access;
use controller::intake::{IntakeError, RunStorageError, Source};
use controller::store::tokens::Scope;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

use crate::api::Served;
use crate::house::NOW;
use crate::samples::{Sample, steady};
use crate::tokens::token;

/// Says to the test that it runs again, where a refused write is an error and no signal.
const AGAIN: &str = "PERFSIGHT_TEST_TIGHT_FILES";
/// The largest file at first, bytes.
const LEAST: u64 = 512;
/// What files may gain between two tries, bytes.
const STEP: u64 = 16 << 10;
/// More than anything here needs, bytes.
const MOST: u64 = 64 << 20;

#[test]
fn files_that_cannot_grow_keep_nothing_and_take_the_next_run_once_they_can() {
    keep_nothing_and_take_the_next_run_later();
}

pub(crate) fn keep_nothing_and_take_the_next_run_later() {
    if std::env::var_os(AGAIN).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(under_a_limit());
    }
    let name = "tight_files::files_that_cannot_grow_keep_nothing_and_take_the_next_run_once_they_can";
    // An ignored signal stays ignored in what the shell becomes.
    let again = Command::new("sh")
        .args(["-c", "trap '' XFSZ && exec \"$0\" --exact \"$1\" --nocapture"])
        .arg(std::env::current_exe().unwrap())
        .arg(name)
        .env(AGAIN, "1")
        .output()
        .unwrap();
    let told = [again.stdout, again.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(again.status.success() && told.contains("1 passed"), "{told}");
}

/// Lets no file of this process grow beyond so many bytes.
fn limit_files(bytes: Option<u64>) {
    let Rlimit { maximum, .. } = getrlimit(Resource::Fsize);
    setrlimit(Resource::Fsize, Rlimit { current: bytes.or(maximum), maximum }).unwrap();
}

async fn under_a_limit() {
    let served = Served::with(Access::Open, 1 << 30).await;
    let secret = served.store.create_token(token(1, &[Scope::Read], None)).await.unwrap();
    let bytes = Sample { results: steady(100.0).repeat(40), ..Sample::default() }.bytes();
    let incoming = served.folder.path().join("incoming");
    fs::write(&incoming, &bytes).unwrap();

    let mut largest = LEAST;
    limit_files(Some(largest));
    let known = served.store.token_of_secret(&secret, NOW).await.unwrap();
    assert!(known.is_some(), "whoever reads, or comes to make room, is let in");
    let refused = served.post("/api/v1/datasets", &bytes).await;
    assert_eq!(refused.status, 500);

    // With a little more room each time it fails later: at a file, in the database.
    let (mut by_file, mut by_database) = (0, 0);
    while let Err(error) = served
        .doors
        .store_run(Source { dataset: incoming.clone(), attachments: Vec::new() }, served.context())
        .await
    {
        assert!(!error.is_permanent(), "{error:?}");
        let IntakeError::Storage(error) = error else { panic!("{error:?}") };
        match error {
            RunStorageError::File { .. } => by_file += 1,
            RunStorageError::Database { .. } => by_database += 1,
            RunStorageError::Full { .. } => panic!("the disk has room: {error:?}"),
        }
        assert_eq!(served.files(), Vec::<String>::new());
        largest += STEP;
        assert!(largest < MOST, "a run fits into files of {MOST} bytes");
        limit_files(Some(largest));
    }
    assert!(by_file > 0 && by_database > 0, "{by_file} refusals by files, {by_database} by the database");

    limit_files(None);
    let again = served.post("/api/v1/datasets", &bytes).await;
    assert_eq!((again.status, &again.data()["duplicate"]), (200, &true.into()), "it is stored once");
    let next = served.post("/api/v1/datasets", &Sample::default().bytes()).await;
    assert_eq!(next.status, 201);
}
