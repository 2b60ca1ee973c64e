//! What happens when the agent itself is killed.

use std::process::Stdio;
use std::time::Duration;

use agent::drive::process::reap::survivors;
use scenarios::StepKind;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::Command;
use tokio::time::{Instant, sleep, timeout};

use crate::stand::{Stand, open, scratch_folders};

/// Not a test: the process that jobs of these tests start as their guard.
#[tokio::test]
#[ignore = "started by other tests as a process of its own"]
async fn acts_as_the_guard() {
    agent::drive::guard::run().await.unwrap();
}

/// Not a test: an agent whose job does not end by itself; it prints its attempt and its folder when steps run.
#[tokio::test]
#[ignore = "started by other tests as a process of its own"]
async fn acts_as_the_agent() {
    let stand = Stand::new(vec![open("/"), StepKind::Sleep(Duration::from_secs(100))]);
    let told = format!("\nattempt {} {}", stand.assignment.attempt, stand.folder.path().display());
    let mut began = 0;
    stand
        .run_watched(|event| {
            if let agent::drive::JobEvent::Step(_) = event {
                began += 1;
                if began == 3 {
                    println!("{told}");
                }
            }
        })
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_agent_leaves_no_process_and_no_profile() {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "guard::acts_as_the_agent", "--ignored", "--nocapture"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let told = timeout(Duration::from_mins(1), async {
        loop {
            let line = lines.next_line().await.unwrap().expect("the agent runs its job");
            if let Some(told) = line.strip_prefix("attempt ") {
                break told.to_owned();
            }
        }
    })
    .await
    .unwrap();
    let (attempt, folder) = told.split_once(' ').unwrap();
    let marker = agent::drive::process::marker::Marker::Attempt(attempt.to_owned());
    assert!(survivors(&marker).unwrap().len() > 3, "the browser runs");

    child.kill().await.unwrap();

    let deadline = Instant::now() + Duration::from_secs(20);
    let folder = std::path::Path::new(folder);
    while !survivors(&marker).unwrap().is_empty() || !scratch_folders(folder).is_empty() {
        assert!(Instant::now() < deadline, "left: {:?} {:?}", survivors(&marker), scratch_folders(folder));
        sleep(Duration::from_millis(50)).await;
    }
    std::fs::remove_dir_all(folder).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn sweep_ends_what_an_earlier_agent_left_and_nothing_else() {
    let (own, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let leave = |folder: &std::path::Path| {
        let attempt = folder.join("attempt");
        std::fs::create_dir(&attempt).unwrap();
        let scratch =
            agent::drive::process::scratch::Scratch::make(&attempt.canonicalize().unwrap()).unwrap();
        let child = Command::new("sleep")
            .arg("1000")
            .env("PERFSIGHT_ATTEMPT_FOLDER", attempt.canonicalize().unwrap())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        (scratch, child)
    };
    let (left, mut left_process) = leave(own.path());
    let (kept, mut kept_process) = leave(other.path());

    let swept = agent::drive::sweep(own.path()).await.unwrap();

    assert_eq!((swept.processes, swept.folders), (1, 1));
    assert!(!left_process.wait().await.unwrap().success());
    assert!(!left.path().exists());
    assert!(kept.path().exists() && kept_process.try_wait().unwrap().is_none());
    kept.remove().unwrap();
    kept_process.kill().await.unwrap();
}
