//! Processes of a device and manual sessions as clients see them, and what a client sends to start one.

use protocol::{DeviceId, ListedProcess, ProcessList, Watch};
use scenarios::CollectionMode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::job::JobDetailView;

/// How long a session lasts where nobody says otherwise, ms.
const USUAL_LIMIT_MS: u64 = 3_600_000;

/// The processes of a device at one moment.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ProcessesView {
    /// The device.
    pub device: String,
    /// When they were read, RFC 3339.
    pub taken_at: String,
    /// Span over which their CPU was measured, ms.
    pub cpu_over_ms: u64,
    /// Ascending by process id.
    pub processes: Vec<ListedProcessView>,
    /// Processes that the agent's user may not read.
    pub unreadable: u32,
    /// Processes that the list had no room for, those with the least memory.
    pub left_out: u32,
}

/// A process that can be watched.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct ListedProcessView {
    /// Operating system's process id.
    pub pid: u32,
    /// Its start, in a unit of the device's own: with the pid it names one process for good.
    pub started: u64,
    /// Executable name.
    pub name: String,
    /// `Browser`, `Renderer`, `GPU`, `Network`, `Utility` or `Other`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The browser's own word for what it does, e.g. `storage.mojom.StorageService`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Title of the tab that it renders; absent where its browser does not tell, and while the device measures something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address of the tab that it renders.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// CPU, percent of one core; absent for a process that was there for one of the two readings only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_percent: Option<f64>,
    /// Resident set size, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory_rss_bytes: Option<u64>,
    /// Whether its browser can be asked for its own view: the modes `browser` and `hybrid`.
    pub has_browser_view: bool,
}

/// What to watch.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct SessionRequestView {
    /// Name of the device.
    pub device: String,
    /// Which of its processes, as the list named them.
    pub processes: Vec<ChosenView>,
    /// `system` (the operating system's view), `browser` (the browser's) or `hybrid` (both; the system's alone where no
    /// browser can be asked, which the run then says).
    #[serde(default)]
    pub mode: Mode,
    /// Sampling interval, ms: 100 to 60000.
    #[serde(default = "usual_interval_ms")]
    #[schema(default = 1000)]
    pub interval_ms: u64,
    /// The session ends by itself after this long, ms: 1000 to 86400000.
    #[serde(default = "usual_limit_ms")]
    #[schema(default = 3_600_000)]
    pub max_duration_ms: u64,
    /// Title of the run; the names of the processes where absent.
    pub title: Option<String>,
    /// Release under test.
    pub release: Option<String>,
    /// Build under test.
    pub build: Option<String>,
    /// Tags of the run.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The same key with the same content gives the same session again, however often it is sent.
    pub idempotency_key: Option<String>,
}

/// A process that somebody chose. Both numbers are those of the list: a pid alone may belong to another process by now.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChosenView {
    /// Operating system's process id.
    pub pid: u32,
    /// Its start as the list told it.
    pub started: u64,
}

/// Which viewpoints are measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Mode {
    /// The operating system's.
    #[default]
    System,
    /// The browser's.
    Browser,
    /// Both.
    Hybrid,
}

/// A session that was asked for.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StartedView {
    /// Its id: that of a job.
    pub id: String,
    /// Whether this request started it; otherwise an earlier one with the same key did.
    pub fresh: bool,
}

/// A manual session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct SessionView {
    /// The job that it is.
    #[serde(flatten)]
    pub job: JobDetailView,
    /// Which viewpoints are measured.
    pub mode: Mode,
    /// Sampling interval, ms.
    pub interval_ms: u64,
    /// It ends by itself after this long, ms.
    pub max_duration_ms: u64,
    /// What it watches.
    pub processes: Vec<WatchedView>,
}

/// A process that a session watches.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct WatchedView {
    /// Operating system's process id.
    pub pid: u32,
    /// Its start, in a unit of the device's own.
    pub started: u64,
    /// Executable name.
    pub name: String,
}

/// What became of a request to end a session.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StoppedView {
    /// `stopping` if its device was told; `canceled` if it was still waiting and measured nothing.
    pub state: String,
}

impl ProcessesView {
    /// A list as its agent gave it.
    pub(crate) fn new(device: &DeviceId, list: ProcessList) -> Self {
        let ProcessList { taken_at, cpu_over, processes, unreadable, left_out } = list;
        Self {
            device: device.to_string(),
            taken_at: taken_at.to_string(),
            cpu_over_ms: u64::try_from(cpu_over.as_millis()).unwrap_or(u64::MAX),
            processes: processes.into_iter().map(ListedProcessView::from).collect(),
            unreadable,
            left_out,
        }
    }
}

impl From<ListedProcess> for ListedProcessView {
    fn from(listed: ListedProcess) -> Self {
        let ListedProcess { info, started, has_browser_view } = listed;
        Self {
            pid: info.pid,
            started,
            name: info.name,
            kind: info.proc_type.name().to_owned(),
            role: info.unknown.get("role").and_then(|role| role.as_str()).map(str::to_owned),
            title: info.title,
            url: info.url,
            cpu_percent: info.cpu_usage,
            memory_rss_bytes: info.memory_usage,
            has_browser_view,
        }
    }
}

impl SessionView {
    /// A job with what it watches.
    pub(crate) fn new(job: JobDetailView, watch: Watch) -> Self {
        let Watch { processes, mode, interval, limit } = watch;
        let ms = |span: std::time::Duration| u64::try_from(span.as_millis()).unwrap_or(u64::MAX);
        let processes = processes.into_iter().map(|process| WatchedView {
            pid: process.pid,
            started: process.started,
            name: process.name,
        });
        Self {
            job,
            mode: mode.into(),
            interval_ms: ms(interval),
            max_duration_ms: ms(limit),
            processes: processes.collect(),
        }
    }
}

impl From<Mode> for CollectionMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::System => Self::System,
            Mode::Browser => Self::Browser,
            Mode::Hybrid => Self::Hybrid,
        }
    }
}

impl From<CollectionMode> for Mode {
    fn from(mode: CollectionMode) -> Self {
        match mode {
            CollectionMode::System => Self::System,
            CollectionMode::Browser => Self::Browser,
            CollectionMode::Hybrid => Self::Hybrid,
        }
    }
}

const fn usual_interval_ms() -> u64 {
    1_000
}

const fn usual_limit_ms() -> u64 {
    USUAL_LIMIT_MS
}
