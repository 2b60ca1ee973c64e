//! A disk that is really full, in a private mount of the test's own.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;
use std::process::Command;

use controller::http_api::Access;
use controller::intake::{IntakeError, RunStorageError, Source};
use controller::store::tokens::Scope;

use crate::api::Served;
use crate::house::NOW;
use crate::samples::{Sample, steady};
use crate::tokens::token;

/// Names a folder on a disk with room, to the test that runs again with a tiny one under its temporary folder.
const ROOMY: &str = "PERFSIGHT_TEST_ROOMY";
/// What the tiny disk gains between two tries, bytes.
const STEP: u64 = 16 << 10;

#[test]
fn a_full_disk_keeps_nothing_says_so_and_takes_the_next_run_once_there_is_room() {
    if let Some(roomy) = std::env::var_os(ROOMY) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        return runtime.block_on(on_a_tiny_disk(Path::new(&roomy)));
    }
    let (roomy, tiny) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let unshared = |script: &str| {
        let mut command = Command::new("unshare");
        command.args(["--map-root-user", "--mount", "sh", "-c", script, "sh"]).arg(tiny.path());
        command
    };
    let mount = "mount -t tmpfs -o size=4m perfsight \"$1\"";
    if !unshared(mount).output().is_ok_and(|output| output.status.success()) {
        // Where nobody may mount, a limit on files stands for the disk.
        return crate::tight_files::keep_nothing_and_take_the_next_run_later();
    }
    let name = "full_disk::a_full_disk_keeps_nothing_says_so_and_takes_the_next_run_once_there_is_room";
    let again = unshared(&format!("{mount} && exec \"$2\" --exact {name} --nocapture"))
        .arg(std::env::current_exe().unwrap())
        .env("TMPDIR", tiny.path())
        .env(ROOMY, roomy.path())
        .output()
        .unwrap();
    let told = [again.stdout, again.stderr].concat();
    let told = String::from_utf8_lossy(&told);
    assert!(again.status.success() && told.contains("1 passed"), "{told}");
}

async fn on_a_tiny_disk(roomy: &Path) {
    let served = Served::with(Access::Open, 1 << 30).await;
    let secret = served.store.create_token(token(1, &[Scope::Read], None)).await.unwrap();
    let ballast = served.folder.path().join("ballast");
    let mut file = OpenOptions::new().create(true).append(true).open(&ballast).unwrap();
    let full = loop {
        if let Err(error) = file.write_all(&[7; 4096]) {
            break error;
        }
    };
    assert_eq!(full.kind(), io::ErrorKind::StorageFull);
    let known = served.store.token_of_secret(&secret, NOW).await.unwrap();
    assert!(known.is_some(), "whoever reads, or comes to make room, is let in");

    let bytes = Sample { results: steady(100.0).repeat(40), ..Sample::default() }.bytes();
    let refused = served.post("/api/v1/datasets", &bytes).await;
    assert_eq!(refused.error(), (507, 1005));
    assert!(refused.json()["msg"].as_str().unwrap().contains("disk is full"));

    // With a little more room each time it fails later: at a file's first byte, at its last, in the database.
    let incoming = roomy.join("incoming");
    fs::write(&incoming, &bytes).unwrap();
    let (mut refusals, mut by_database) = (0, 0);
    while let Err(error) = served
        .doors
        .store_run(Source { dataset: incoming.clone(), attachments: Vec::new() }, served.context())
        .await
    {
        refusals += 1;
        assert!(!error.is_permanent(), "{error:?}");
        let IntakeError::Storage(RunStorageError::Full { place, .. }) = error else { panic!("{error:?}") };
        by_database += u32::from(place.contains("database"));
        assert_eq!(served.files(), Vec::<String>::new());
        let left = file.metadata().unwrap().len();
        file.set_len(left.checked_sub(STEP).expect("a run fits on an empty disk")).unwrap();
    }
    assert!(
        refusals > by_database && by_database > 0,
        "{by_database} of {refusals} refusals by the database"
    );
    file.set_len(0).unwrap();
    let again = served.post("/api/v1/datasets", &bytes).await;
    assert_eq!((again.status, &again.data()["duplicate"]), (200, &true.into()), "it is stored once");
    let next = served.post("/api/v1/datasets", &Sample::default().bytes()).await;
    assert_eq!(next.status, 201);
}
