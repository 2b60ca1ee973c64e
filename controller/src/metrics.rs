//! What operators watch, in the `OpenMetrics` text format. No label's value is ever chosen by a client: routes are patterns,
//! words come from our own enums.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::schedule::JobState;

/// Media type of [`Metrics::text`].
pub const MEDIA_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
/// Upper bounds of the classes that durations are counted in, s.
const SECONDS: [f64; 14] =
    [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0];

type Labels<const N: usize> = [(&'static str, Cow<'static, str>); N];
type Counters<const N: usize> = Family<Labels<N>, Counter>;
type Gauges<const N: usize> = Family<Labels<N>, Gauge>;

/// Everything that is counted. Cheap to clone; clones count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    requests: Counters<3>,
    latency: Family<Labels<1>, Histogram>,
    failures: Counters<1>,
    limited: Counters<1>,
    logins: Counters<2>,
    sockets: Gauges<1>,
    received: Counters<1>,
    persisted: Family<Labels<1>, Histogram>,
    refused: Counters<1>,
    waiting: Gauge,
    database: Gauge,
    jobs: Gauges<1>,
    agents: Gauge,
    devices: Gauges<1>,
}

/// One answered request.
#[derive(Clone, Debug)]
pub struct Answered {
    /// Pattern of the route, never the path itself.
    pub route: Cow<'static, str>,
    /// Method, of those that routes take.
    pub method: &'static str,
    /// HTTP status.
    pub status: u16,
    /// Number of the error in the envelope, where the answer is one.
    pub code: Option<u16>,
    /// From the head of the request to the head of the answer.
    pub elapsed: Duration,
}

/// What is looked up when somebody asks, instead of being counted along the way.
#[derive(Clone, Debug, Default)]
pub struct Looked {
    /// Jobs by state; nothing where the database does not answer.
    pub jobs: Option<Vec<(JobState, u64)>>,
    /// Agents with an open stream; nothing where there is no queue.
    pub agents: Option<u64>,
    /// Devices by what they can take now.
    pub devices: Vec<(&'static str, u64)>,
}

/// Counts the connections of one door.
#[derive(Clone, Debug, Default)]
pub struct Sockets {
    open: Gauge<i64, AtomicI64>,
    received: Counter<u64, AtomicU64>,
}

/// An open connection; it is counted as long as this lives.
#[derive(Debug)]
pub struct OpenSocket(Sockets);

/// A run that waits for its turn to be stored; it is counted as long as this lives.
#[derive(Debug)]
pub struct Waiting(Gauge);

impl Metrics {
    /// Counts from zero.
    pub fn new() -> Self {
        let classes = || Histogram::new(SECONDS);
        let mut metrics = Self {
            registry: Arc::default(),
            requests: Family::default(),
            latency: Family::new_with_constructor(classes),
            failures: Family::default(),
            limited: Family::default(),
            logins: Family::default(),
            sockets: Family::default(),
            received: Family::default(),
            persisted: Family::new_with_constructor(classes),
            refused: Family::default(),
            waiting: Gauge::default(),
            database: Gauge::default(),
            jobs: Family::default(),
            agents: Gauge::default(),
            devices: Family::default(),
        };
        metrics.registry = Arc::new(metrics.registered());
        metrics
    }

    fn registered(&self) -> Registry {
        let mut all = Registry::with_prefix("perfsight");
        self.register_counted(&mut all);
        all.register("intake_waiting", "Runs that wait for their turn to be stored", self.waiting.clone());
        all.register("database_up", "Whether the database answers", self.database.clone());
        all.register("jobs", "Jobs by state", self.jobs.clone());
        all.register("agents_connected", "Agents with an open stream", self.agents.clone());
        all.register("devices", "Devices by what they can take now", self.devices.clone());
        all
    }

    fn register_counted(&self, all: &mut Registry) {
        all.register("http_requests", "Answered requests", self.requests.clone());
        let help = "From the head of a request to the head of its answer";
        all.register_with_unit("http_latency", help, Unit::Seconds, self.latency.clone());
        all.register("http_errors", "Answers that are errors, by their code", self.failures.clone());
        all.register("http_rate_limited", "Requests that came too often", self.limited.clone());
        all.register("logins", "Tries to sign in, by way and outcome", self.logins.clone());
        all.register("sockets_open", "Open connections", self.sockets.clone());
        let help = "Bytes that came in, before decryption";
        all.register_with_unit("received", help, Unit::Bytes, self.received.clone());
        let help = "From the last byte of a run to its verdict, waiting included";
        all.register_with_unit("run_persist", help, Unit::Seconds, self.persisted.clone());
        all.register("runs_refused", "Runs that were not stored, by reason", self.refused.clone());
    }

    /// A request was answered.
    pub fn answered(&self, answered: Answered) {
        let Answered { route, method, status, code, elapsed } = answered;
        self.latency.get_or_create(&[("route", route.clone())]).observe(elapsed.as_secs_f64());
        let status = Cow::Owned(status.to_string());
        self.requests
            .get_or_create(&[("route", route), ("method", Cow::Borrowed(method)), ("status", status)])
            .inc();
        if let Some(code) = code {
            self.failures.get_or_create(&[("code", Cow::Owned(code.to_string()))]).inc();
        }
    }

    /// A request of this class came too soon.
    pub fn limited(&self, class: &'static str) {
        self.limited.get_or_create(&[("class", Cow::Borrowed(class))]).inc();
    }

    /// Somebody tried to sign in.
    pub fn login(&self, way: &'static str, outcome: &'static str) {
        self.logins.get_or_create(&[("way", Cow::Borrowed(way)), ("outcome", Cow::Borrowed(outcome))]).inc();
    }

    /// Counts the connections of `door`.
    pub fn sockets(&self, door: &'static str) -> Sockets {
        let label = [("door", Cow::Borrowed(door))];
        let open = self.sockets.get_or_create(&label).clone();
        let received = self.received.get_or_create(&label).clone();
        Sockets { open, received }
    }

    /// A run waits until the result is dropped.
    pub fn waiting(&self) -> Waiting {
        self.waiting.inc();
        Waiting(self.waiting.clone())
    }

    /// A run was stored, or found to be stored already.
    pub fn persisted(&self, outcome: &'static str, elapsed: Duration) {
        self.persisted.get_or_create(&[("outcome", Cow::Borrowed(outcome))]).observe(elapsed.as_secs_f64());
    }

    /// A run was not stored.
    pub fn refused(&self, reason: &'static str) {
        self.refused.get_or_create(&[("reason", Cow::Borrowed(reason))]).inc();
    }

    /// Everything, with what was just looked up.
    pub fn text(&self, looked: &Looked) -> String {
        let Looked { jobs, agents, devices } = looked;
        self.database.set(i64::from(jobs.is_some()));
        // States that nothing is in stay visible as zeros.
        self.jobs.clear();
        for (state, count) in jobs.iter().flatten() {
            set(self.jobs.get_or_create(&[("state", Cow::Borrowed(state.word()))]).clone(), *count);
        }
        set(self.agents.clone(), agents.unwrap_or(0));
        self.devices.clear();
        for (word, count) in devices {
            set(self.devices.get_or_create(&[("availability", Cow::Borrowed(*word))]).clone(), *count);
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a String takes everything");
        text
    }
}

#[expect(clippy::needless_pass_by_value, reason = "a guard of the family's map must not be held meanwhile")]
fn set(gauge: Gauge, count: u64) {
    gauge.set(i64::try_from(count).unwrap_or(i64::MAX));
}

impl Default for Metrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Metrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Metrics")
    }
}

impl Sockets {
    /// A connection has been opened.
    pub fn open(&self) -> OpenSocket {
        self.open.inc();
        OpenSocket(self.clone())
    }
}

impl OpenSocket {
    /// So many bytes came in.
    pub fn received(&self, bytes: usize) {
        self.0.received.inc_by(bytes as u64);
    }
}

impl Drop for OpenSocket {
    fn drop(&mut self) {
        self.0.open.dec();
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.dec();
    }
}
