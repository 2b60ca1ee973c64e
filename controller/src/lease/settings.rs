//! Every time limit of the control plane, with its default, and the clock that they are measured by.

use std::sync::Arc;
use std::time::Duration;

use dataset::Timestamp;
use protocol::Work;

use crate::lease::attempt::Limits;

/// What a session measured may take so long to arrive.
const DELIVERY: Duration = Duration::from_mins(10);
/// A session whose agent lives and that tells nothing for this long hangs.
const WATCH_SILENCE: Duration = Duration::from_mins(2);

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// Every time limit of the control plane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How often agents are asked to send a heartbeat.
    pub heartbeat: Duration,
    /// An agent unheard of for this long gets nothing new.
    pub suspect: Duration,
    /// A lease lives this long without a sign of its agent.
    pub lease: Duration,
    /// An offer is withdrawn after this long.
    pub offer: Duration,
    /// What an agent may take beyond the scenario's own limits, since it watches them too and should speak first.
    pub grace: Duration,
    /// A canceled attempt is ended by force after this long.
    pub cancel: Duration,
    /// Pause before a result that could not be stored is stored again.
    pub store_retry: Duration,
    /// A result that cannot be stored for this long is given up.
    pub store_give_up: Duration,
    /// How often deadlines are looked at.
    pub tick: Duration,
    /// How often the queue is looked at though nothing called for it.
    pub replan: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            heartbeat: Duration::from_secs(3),
            suspect: Duration::from_secs(10),
            lease: Duration::from_mins(1),
            offer: Duration::from_secs(15),
            grace: Duration::from_secs(15),
            cancel: Duration::from_secs(30),
            store_retry: Duration::from_secs(5),
            store_give_up: Duration::from_mins(30),
            tick: Duration::from_millis(250),
            replan: Duration::from_secs(2),
        }
    }
}

impl Settings {
    /// The limits of an attempt at `work`.
    pub(super) fn limits(&self, work: &Work) -> Limits {
        let (job, silence) = match work {
            Work::Scenario(scenario) => (scenario.timeouts.job, scenario.timeouts.silence),
            // It ends by itself at its limit; then what it measured is still to come.
            Work::Watch(watch) => {
                (watch.limit.saturating_add(DELIVERY), WATCH_SILENCE.max(watch.interval * 3))
            }
        };
        Limits {
            lease: self.lease,
            offer: self.offer,
            job: job.saturating_add(self.grace),
            silence: silence.saturating_add(self.grace),
            cancel: self.cancel,
            store_retry: self.store_retry,
            store_give_up: self.store_give_up,
        }
    }
}
