//! A job on the test's own pages, and what is true after every one of them.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use agent::drive::process::marker::Marker;
use agent::drive::process::reap::survivors;
use agent::drive::{GuardCommand, JobEnvironment, JobEvent, JobReport, run_job};
use protocol::{
    Assignment, AttemptNumber, AttemptOutcome, AttemptRef, DeviceAdvert, DeviceId, DeviceState, JobId, Work,
};
use scenarios::{
    BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, LoadState, MetricStandard,
    Requirements, Retries, Scenario, Selector, Site, Step, StepKind, Timeouts, Viewport,
};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

pub(crate) const PAGE: &str = include_str!("page.html");

pub(crate) struct Stand {
    pub(crate) assignment: Assignment,
    pub(crate) environment: JobEnvironment,
    pub(crate) cancel: CancellationToken,
    pub(crate) folder: tempfile::TempDir,
}

pub(crate) struct Outcome {
    pub(crate) report: JobReport,
    pub(crate) events: Vec<JobEvent>,
}

impl Stand {
    pub(crate) fn new(steps: Vec<StepKind>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let attempt = AttemptRef { job: JobId::new(Uuid::from_u128(random())), number: AttemptNumber(1) };
        let assignment = Assignment {
            attempt,
            device: DeviceId::new("test/host"),
            work: Work::Scenario(Box::new(scenario(steps))),
            title: "a test".into(),
            build: None,
            tags: Vec::new(),
            lease_duration: Duration::from_secs(30),
        };
        Self { assignment, environment: environment(folder.path()), cancel: CancellationToken::new(), folder }
    }

    pub(crate) fn scenario(&mut self) -> &mut Scenario {
        let Work::Scenario(scenario) = &mut self.assignment.work else {
            unreachable!("the stand drives scenarios")
        };
        scenario
    }

    pub(crate) fn marker(&self) -> Marker {
        Marker::Attempt(self.assignment.attempt.to_string())
    }

    /// Runs the job, shows every event to `watch`, and asserts that nothing is left after it.
    pub(crate) async fn run_watched(self, mut watch: impl FnMut(&JobEvent)) -> Outcome {
        let (out, mut inbox) = mpsc::channel(64);
        let job = run_job(&self.assignment, self.environment.clone(), out, self.cancel.clone());
        let listening = async {
            let mut events = Vec::new();
            while let Some(event) = inbox.recv().await {
                watch(&event);
                events.push(event);
            }
            events
        };
        let (report, events) = tokio::join!(job, listening);
        assert_eq!(survivors(&self.marker()).unwrap(), Vec::<u32>::new(), "processes are left");
        assert_eq!(scratch_folders(self.folder.path()), Vec::<PathBuf>::new(), "folders are left");
        for attachment in &report.attachments {
            assert!(attachment.is_file(), "{}", attachment.display());
        }
        Outcome { report, events }
    }

    pub(crate) async fn run(self) -> Outcome {
        self.run_watched(|_| ()).await
    }
}

impl Outcome {
    /// The value of a metric in the first iteration.
    pub(crate) fn result(&self, key: &str) -> f64 {
        let dataset = self.report.dataset.as_ref().expect("the job stored a run");
        dataset.report.iterations[0].results[key]
    }

    pub(crate) fn logs(&self) -> String {
        let lines = self.events.iter().filter_map(|event| match event {
            JobEvent::Log(line) => Some(line.text.as_str()),
            _ => None,
        });
        lines.collect::<Vec<_>>().join("\n")
    }
}

/// Runs the job, which must succeed.
pub(crate) async fn completes(stand: Stand) -> Outcome {
    let outcome = stand.run().await;
    assert_eq!(outcome.report.outcome, AttemptOutcome::Completed, "{}", outcome.logs());
    outcome
}

/// Temporary folders of browsers whose attempt has this folder.
pub(crate) fn scratch_folders(attempt_folder: &Path) -> Vec<PathBuf> {
    std::fs::read_dir(std::env::temp_dir())
        .unwrap()
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            std::fs::read_to_string(path.join("owner")).is_ok_and(|owner| Path::new(&owner) == attempt_folder)
        })
        .collect()
}

pub(crate) fn css(selector: &str) -> Selector {
    Selector::Css(selector.into())
}

pub(crate) fn open(url: &str) -> StepKind {
    StepKind::Open { url: url.into(), wait: LoadState::Load }
}

/// Records what an expression in the page gives.
pub(crate) fn metric(key: &str, script: &str) -> StepKind {
    StepKind::Metric { key: key.into(), script: script.into() }
}

fn random() -> u128 {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).unwrap();
    u128::from_le_bytes(bytes)
}

fn environment(folder: &Path) -> JobEnvironment {
    let guard = ["--exact", "guard::acts_as_the_guard", "--ignored", "--nocapture", "--quiet"];
    JobEnvironment {
        device: DeviceAdvert {
            device: DeviceId::new("test/host"),
            platform: "linux".into(),
            os: "test".into(),
            arch: "test".into(),
            facts: BTreeMap::new(),
            browsers: Vec::new(),
            state: DeviceState::Busy,
            watches_processes: true,
            abilities: None,
        },
        folder: folder.to_owned(),
        allowed_programs: BTreeMap::new(),
        labels: BTreeMap::new(),
        agent_version: "0.0.0".into(),
        guard: GuardCommand {
            program: std::env::current_exe().unwrap(),
            arguments: guard.iter().map(OsString::from).collect(),
        },
        program_environment: BTreeMap::new(),
        finish: CancellationToken::new(),
    }
}

fn scenario(steps: Vec<StepKind>) -> Scenario {
    Scenario {
        name: "test".into(),
        description: None,
        requires: Requirements::default(),
        browser: BrowserSpec {
            kind: BrowserKind::Chromium,
            binary: None,
            arguments: Vec::new(),
            headless: true,
            viewport: Viewport { width: 800, height: 600 },
            locale: None,
            profile: None,
        },
        site: Site::Pages(BTreeMap::from([("index.html".to_owned(), PAGE.to_owned())])),
        parameters: BTreeMap::new(),
        secrets: Vec::new(),
        collection: CollectionSpec {
            mode: CollectionMode::System,
            metric_standard: MetricStandard::Os,
            interval: Duration::from_millis(500),
            source_intervals: BTreeMap::new(),
        },
        warmup: 0,
        iterations: 1,
        cool_down: Duration::ZERO,
        timeouts: Timeouts {
            job: Duration::from_mins(2),
            step: Duration::from_secs(20),
            silence: Duration::from_mins(1),
        },
        retries: Retries { infrastructure: 0, step: 0 },
        steps: steps.into_iter().map(|kind| Step { kind, name: None, timeout: None }).collect(),
        metrics: Vec::new(),
        baseline: BaselineRule::None,
        tags: Vec::new(),
    }
}
