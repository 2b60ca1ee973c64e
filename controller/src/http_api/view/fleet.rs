//! Agents and devices as clients see them.

use std::collections::BTreeMap;

use protocol::Abilities;
use serde::Serialize;
use utoipa::ToSchema;

use super::device::{ActivityView, NowView, QuarantineView};
use crate::lease::{Availability, Device};
use crate::store::queue::{AgentEntry, DeviceEntry};

/// An agent.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct AgentView {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Version of its binary.
    pub version: String,
    /// What its operator says of it; a bare label has the value `true`.
    pub labels: BTreeMap<String, String>,
    /// First heard of, RFC 3339.
    pub first_seen: String,
    /// Last heard of, RFC 3339.
    pub last_seen: String,
}

/// A device.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct DeviceView {
    /// Its name.
    pub id: String,
    /// Id of its agent.
    pub agent_id: String,
    /// `linux`, `macos`, `windows`, `chromeos`, `android`, `ios` or `simulated`.
    pub platform: String,
    /// Operating system with version.
    pub os: String,
    /// Processor architecture.
    pub arch: String,
    /// Model, CPU, memory and the like.
    pub facts: BTreeMap<String, String>,
    /// Labels of its agent.
    pub labels: BTreeMap<String, String>,
    /// Browsers that it can drive.
    pub browsers: Vec<BrowserView>,
    /// Whether it lists its processes, so that some of them can be chosen and watched in a manual session.
    pub watches_processes: bool,
    /// What it can do of what scenarios ask for; absent where it can do everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub abilities: Option<AbilitiesView>,
    /// `ready`, `busy`, `unavailable`, `draining`, `offline` or `quarantined`; one that works in quarantine is `busy`.
    pub state: String,
    /// Since when, RFC 3339.
    pub since: String,
    /// Whether it can take a job now.
    pub ready: bool,
    /// Why it cannot; absent if it can.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why_not: Option<String>,
    /// The quarantine that somebody put it into; absent where nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quarantine: Option<QuarantineView>,
    /// What it runs now; absent where it runs nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running: Option<NowView>,
    /// What it did lately; absent unless it was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub activity: Option<ActivityView>,
    /// Last heard of, RFC 3339.
    pub last_seen: String,
}

/// What a device can do that cannot do everything.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(in crate::http_api) struct AbilitiesView {
    /// Kinds of steps.
    pub steps: Vec<String>,
    /// Conditions of `wait_for`.
    pub conditions: Vec<String>,
}

/// A browser with its driver.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct BrowserView {
    /// `chromium`, `firefox` or `simulated`.
    pub kind: String,
    /// Full version of the browser.
    pub version: String,
    /// Full version of the driver.
    pub driver_version: String,
}

impl From<AgentEntry> for AgentView {
    fn from(agent: AgentEntry) -> Self {
        Self {
            id: agent.id.to_string(),
            name: agent.name,
            version: agent.version,
            labels: agent.labels,
            first_seen: agent.first_seen.to_string(),
            last_seen: agent.last_seen.to_string(),
        }
    }
}

impl DeviceView {
    /// A device as it was last seen, with what the planner thinks of it now and what it runs.
    pub(crate) fn new(entry: DeviceEntry, planned: &Device, running: Option<NowView>) -> Self {
        let why_not = planned.reason().map(|reason| reason.to_string());
        let since = since_of(&entry, planned, running.as_ref());
        let browsers = entry.advert.browsers.into_iter().map(|browser| BrowserView {
            kind: browser.kind,
            version: browser.version,
            driver_version: browser.driver_version,
        });
        let abilities = entry.advert.abilities;
        Self {
            id: entry.advert.device.to_string(),
            agent_id: entry.agent.to_string(),
            platform: entry.advert.platform,
            os: entry.advert.os,
            arch: entry.advert.arch,
            facts: entry.advert.facts,
            labels: entry.labels,
            browsers: browsers.collect(),
            watches_processes: entry.advert.watches_processes,
            abilities: abilities.map(AbilitiesView::from),
            state: planned.state().to_owned(),
            since,
            ready: why_not.is_none(),
            why_not,
            quarantine: planned.quarantine.clone().map(QuarantineView::from),
            running,
            activity: None,
            last_seen: entry.last_seen.to_string(),
        }
    }
}

fn since_of(entry: &DeviceEntry, planned: &Device, running: Option<&NowView>) -> String {
    let held = planned.quarantine.as_ref().map(|quarantine| quarantine.since);
    let since = match &planned.availability {
        Availability::Busy { .. } => {
            return running.map_or_else(|| entry.state_since.to_string(), |now| now.since.clone());
        }
        Availability::Offline => entry.last_seen,
        Availability::Ready | Availability::Unavailable(_) | Availability::Draining => {
            held.unwrap_or(entry.state_since)
        }
    };
    since.to_string()
}

impl From<Abilities> for AbilitiesView {
    fn from(abilities: Abilities) -> Self {
        let Abilities { steps, conditions } = abilities;
        Self { steps: steps.into_iter().collect(), conditions: conditions.into_iter().collect() }
    }
}
