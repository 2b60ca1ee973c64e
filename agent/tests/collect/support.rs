//! A real Chromium for the collector's tests, ended with everything that it started, and a way to wait for what the
//! collector says.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use agent::collect::browser::cdp::Cdp;
use agent::collect::clock::Clock;
use agent::collect::{Chosen, Collected, Collector, Target};
use dataset::{BatchMetric, Definition, LogLine, MetricPoint};
use scenarios::{CollectionMode, CollectionSpec, MetricStandard};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc;

/// Generous: the machine may be shared.
pub(crate) const LIMIT: Duration = Duration::from_mins(1);

pub(crate) struct Chromium {
    child: Child,
    address: String,
    cdp: Cdp,
    _profile: TempDir,
}

impl Chromium {
    pub(crate) async fn start() -> Self {
        let profile = TempDir::with_prefix("collect-").unwrap();
        let child = Command::new("chromium")
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"])
            .args([
                "--disable-background-networking",
                "--disable-component-update",
                "--remote-debugging-port=0",
            ])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .arg("about:blank")
            // A browser that is killed leaves its socket there.
            .env("TMPDIR", profile.path())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0)
            .spawn()
            .expect("chromium is installed");
        let address = debugging_address(profile.path()).await;
        let (cdp, _) = Cdp::connect(&address).await.unwrap();
        Self { child, address, cdp, _profile: profile }
    }

    pub(crate) fn target(&self) -> Target {
        Target { browser_pid: self.child.id(), debugger_address: Some(self.address.clone()) }
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) async fn call(&self, session: Option<&str>, method: &'static str, params: Value) -> Value {
        self.cdp.call(session, method, params, LIMIT).await.unwrap()
    }

    /// Opens a tab that shows `html`; gives its target id.
    pub(crate) async fn open(&self, html: &str) -> String {
        let result = self.call(None, "Target.createTarget", json!({ "url": page(html) })).await;
        result["targetId"].as_str().unwrap().to_owned()
    }

    /// A session with the first tab.
    pub(crate) async fn first_tab(&self) -> String {
        let targets = self.call(None, "Target.getTargets", json!({})).await;
        let targets = targets["targetInfos"].as_array().unwrap().clone();
        let tab = targets.iter().find(|target| target["type"] == "page").unwrap();
        let params = json!({ "targetId": tab["targetId"], "flatten": true });
        let session = self.call(None, "Target.attachToTarget", params).await;
        session["sessionId"].as_str().unwrap().to_owned()
    }

    pub(crate) fn kill(&mut self) {
        if let Some(group) = rustix::process::Pid::from_raw(self.child.id().cast_signed()) {
            // It may be gone already; then there is nothing to end.
            let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
        }
        self.child.wait().unwrap();
    }
}

impl Drop for Chromium {
    fn drop(&mut self) {
        self.kill();
    }
}

pub(crate) fn page(html: &str) -> String {
    html.bytes().fold("data:text/html,".to_owned(), |address, byte| format!("{address}%{byte:02X}"))
}

async fn debugging_address(profile: &Path) -> String {
    let file = profile.join("DevToolsActivePort");
    let read = async {
        let mut poll = tokio::time::interval(Duration::from_millis(20));
        loop {
            poll.tick().await;
            let text = std::fs::read_to_string(&file).unwrap_or_default();
            if let Some((port, _)) = text.split_once('\n') {
                return format!("127.0.0.1:{port}");
            }
        }
    };
    tokio::time::timeout(LIMIT, read).await.expect("chromium opens its debugging port")
}

pub(crate) fn plan(mode: CollectionMode, interval_ms: u64) -> CollectionSpec {
    CollectionSpec {
        mode,
        metric_standard: MetricStandard::Os,
        interval: Duration::from_millis(interval_ms),
        source_intervals: [("system.pss".to_owned(), Duration::from_secs(1))].into(),
    }
}

pub(crate) fn batch(item: &Collected) -> Option<&BatchMetric> {
    if let Collected::Batch(batch) = item { Some(batch) } else { None }
}

/// The batch, if it holds such a point of this process.
pub(crate) fn batch_with(
    item: &Collected,
    pid: u32,
    holds: impl Fn(&MetricPoint) -> bool,
) -> Option<BatchMetric> {
    batch(item).filter(|batch| batch.metrics.get(&pid).is_some_and(holds)).cloned()
}

/// A running collector and everything that it said so far.
pub(crate) struct Heard {
    pub(crate) collector: Collector,
    items: mpsc::Receiver<Collected>,
    pub(crate) all: Vec<Collected>,
}

impl Heard {
    pub(crate) async fn start(plan: &CollectionSpec, target: Target) -> Self {
        let (out, items) = mpsc::channel(1024);
        let collector = Collector::start(plan, target, Clock::start(), out).await.unwrap();
        Self { collector, items, all: Vec::new() }
    }

    /// Of processes that somebody chose.
    pub(crate) async fn watch(plan: &CollectionSpec, chosen: Chosen) -> Self {
        let (out, items) = mpsc::channel(1024);
        let collector = Collector::watch(plan, chosen, Clock::start(), out).await.unwrap();
        Self { collector, items, all: Vec::new() }
    }

    /// Waits until `found` gives something for an item, old or new.
    pub(crate) async fn until<T>(&mut self, what: &str, found: impl Fn(&Collected) -> Option<T>) -> T {
        if let Some(old) = self.all.iter().find_map(&found) {
            return old;
        }
        self.next(what, found).await
    }

    /// Waits until `found` gives something for a new item.
    pub(crate) async fn next<T>(&mut self, what: &str, found: impl Fn(&Collected) -> Option<T>) -> T {
        let wait = async {
            loop {
                let item = self.items.recv().await.expect("the collector runs");
                let hit = found(&item);
                self.all.push(item);
                if let Some(hit) = hit {
                    return hit;
                }
            }
        };
        let Ok(hit) = tokio::time::timeout(LIMIT, wait).await else {
            let said: Vec<_> = self.all.iter().filter(|item| batch(item).is_none()).collect();
            panic!("waited in vain for `{what}`; heard {said:#?}")
        };
        hit
    }

    /// Waits for the renderer of the tab with this title.
    pub(crate) async fn renderer(&mut self, title: &str) -> u32 {
        self.until(title, |item| {
            let Collected::Process(info) = item else { return None };
            (info.title.as_deref() == Some(title)).then_some(info.pid)
        })
        .await
    }

    /// Waits for a log line that holds `words`.
    pub(crate) async fn line(&mut self, words: &str) -> LogLine {
        self.until(words, |item| {
            let Collected::Log(line) = item else { return None };
            line.text.contains(words).then(|| line.clone())
        })
        .await
    }

    /// Waits for a value of `key`.
    pub(crate) async fn value(&mut self, wanted: &str) -> (f64, Option<Definition>) {
        self.until(wanted, |item| {
            let Collected::Value { key, value, definition, .. } = item else { return None };
            (key == wanted).then(|| (*value, definition.clone()))
        })
        .await
    }
}
