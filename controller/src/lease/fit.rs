//! Whether a device meets a job's needs and, if not, why. Knows nothing of queues, leases or time.

use std::fmt;

use protocol::{Abilities, AgentId, BrowserAdvert, DeviceId, Labels, Work};
use scenarios::{BrowserKind, Scenario};
use serde::{Deserialize, Serialize};

use dataset::Timestamp;

use crate::lease::quarantine::Quarantine;
use crate::lease::uses::{Inability, Uses};

/// What a job needs of a device. Ordered, so that jobs with the same needs are planned together.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Needs {
    /// The job's project; absent for a scenario that nobody has submitted, which any device may be asked about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub project: Option<String>,
    /// The one device that somebody chose; any where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceId>,
    /// Whether it must watch processes that somebody chose.
    #[serde(default)]
    pub watches_processes: bool,
    /// Platform; any where absent.
    pub platform: Option<String>,
    /// `name` or `name=value`, all of them.
    pub labels: Vec<String>,
    /// Browser family; absent where none is driven.
    pub browser: Option<BrowserKind>,
    /// Lowest major version.
    pub version_min: Option<u32>,
    /// Highest major version.
    pub version_max: Option<u32>,
    /// What the device must be able to do; nothing for jobs that were queued before devices told it.
    #[serde(default)]
    pub uses: Uses,
}

impl Needs {
    /// The needs of a scenario, whoever submits it.
    pub fn of(scenario: &Scenario) -> Self {
        let mut labels = scenario.requires.labels.clone();
        labels.sort();
        labels.dedup();
        Self {
            project: None,
            device: None,
            watches_processes: false,
            platform: scenario.requires.platform.clone(),
            labels,
            browser: Some(scenario.browser.kind),
            version_min: scenario.requires.browser_version_min,
            version_max: scenario.requires.browser_version_max,
            uses: Uses::of(scenario),
        }
    }

    /// The needs of any work; a manual session's are those of the device that was chosen.
    pub fn of_work(work: &Work, device: Option<&DeviceId>) -> Self {
        match work {
            Work::Scenario(scenario) => Self { device: device.cloned(), ..Self::of(scenario) },
            Work::Watch(_) => Self {
                project: None,
                device: device.cloned(),
                watches_processes: true,
                platform: None,
                labels: Vec::new(),
                browser: None,
                version_min: None,
                version_max: None,
                uses: Uses::default(),
            },
        }
    }

    /// The same needs of a job of this project.
    #[must_use]
    pub fn in_project(self, project: &str) -> Self {
        Self { project: Some(project.to_owned()), ..self }
    }
}

/// Whose jobs an agent may be given: its token says so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Serves {
    /// Those of every project: no token is asked of agents.
    Everyone,
    /// Those of one project.
    Project(String),
}

impl Serves {
    /// Whether jobs of `project` are among them.
    pub fn includes(&self, project: &str) -> bool {
        match self {
            Self::Everyone => true,
            Self::Project(served) => served == project,
        }
    }
}

/// A device as the planner sees it.
#[derive(Clone, Debug, PartialEq)]
pub struct Device {
    /// Its name.
    pub id: DeviceId,
    /// The agent that drives it.
    pub agent: AgentId,
    /// Whose jobs that agent may be given.
    pub serves: Serves,
    /// Labels of the agent.
    pub labels: Labels,
    /// Platform word.
    pub platform: String,
    /// Browsers that can be driven.
    pub browsers: Vec<BrowserAdvert>,
    /// Whether it lists its processes and watches those that somebody chose.
    pub watches_processes: bool,
    /// What it can do; everything where absent.
    pub abilities: Option<Abilities>,
    /// Whether it can take a job now.
    pub availability: Availability,
    /// Why it gets nothing new, where somebody took it out of service.
    pub quarantine: Option<Quarantine>,
}

impl Device {
    /// Why it takes no job at all now; nothing if it would take one that fits.
    pub fn reason(&self) -> Option<Reason> {
        let quarantined = self.quarantine.clone().map(Reason::Quarantined);
        quarantined.or_else(|| self.availability.reason())
    }

    /// The one word for what it does now: `ready`, or what keeps it from it. One that works in quarantine is `busy`.
    pub fn state(&self) -> &'static str {
        let reason = match self.availability {
            Availability::Busy { .. } | Availability::Offline => self.availability.reason(),
            Availability::Ready | Availability::Unavailable(_) | Availability::Draining => self.reason(),
        };
        reason.map_or("ready", |reason| reason.word())
    }
}

/// Whether a device can take a job now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Availability {
    /// Yes.
    Ready,
    /// It runs a job that ends at this time at the latest, where that is known.
    Busy {
        /// Latest end.
        until: Option<Timestamp>,
    },
    /// The agent says no, and why.
    Unavailable(String),
    /// Its agent takes nothing new.
    Draining,
    /// Its agent is not connected.
    Offline,
}

impl Availability {
    /// Why it cannot; nothing if it can.
    pub fn reason(&self) -> Option<Reason> {
        match self {
            Self::Ready => None,
            Self::Busy { until } => Some(Reason::Busy { until: *until }),
            Self::Unavailable(reason) => Some(Reason::Unavailable(reason.clone())),
            Self::Draining => Some(Reason::Draining),
            Self::Offline => Some(Reason::Offline),
        }
    }
}

/// Why a device cannot ever, or cannot now, take a job.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Its agent's token is for another project, which is not named to this one.
    Project(String),
    /// Somebody chose another device.
    NotChosen(DeviceId),
    /// It cannot list its processes, nor watch those that somebody chose.
    Processes,
    /// It runs another platform.
    Platform {
        /// What the job needs.
        needed: String,
        /// What the device is.
        found: String,
    },
    /// Its agent does not carry the label.
    Label(String),
    /// It has no such browser.
    Browser(BrowserKind),
    /// Its browser is too old or too new.
    BrowserVersion {
        /// Family.
        browser: BrowserKind,
        /// Needed versions, for people.
        needed: String,
        /// Version on the device.
        found: String,
    },
    /// It cannot do something that the scenario does.
    Unable(Inability),
    /// Somebody took it out of service.
    Quarantined(Quarantine),
    /// It is running a job.
    Busy {
        /// Latest end, where known.
        until: Option<Timestamp>,
    },
    /// The agent says so.
    Unavailable(String),
    /// Its agent takes nothing new.
    Draining,
    /// Its agent is not connected.
    Offline,
}

impl Reason {
    /// Whether waiting may help: the device is of the right kind.
    pub const fn passes(&self) -> bool {
        match self {
            Self::Project(_)
            | Self::NotChosen(_)
            | Self::Processes
            | Self::Platform { .. }
            | Self::Label(_)
            | Self::Browser(_)
            | Self::BrowserVersion { .. }
            | Self::Unable(_) => false,
            Self::Quarantined(_)
            | Self::Busy { .. }
            | Self::Unavailable(_)
            | Self::Draining
            | Self::Offline => true,
        }
    }

    /// The one word for it in answers.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Project(_) => "project",
            Self::NotChosen(_) => "not_chosen",
            Self::Processes => "processes",
            Self::Platform { .. } => "platform",
            Self::Label(_) => "label",
            Self::Browser(_) => "browser",
            Self::BrowserVersion { .. } => "browser_version",
            Self::Unable(_) => "unable",
            Self::Quarantined(_) => "quarantined",
            Self::Busy { .. } => "busy",
            Self::Unavailable(_) => "unavailable",
            Self::Draining => "draining",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Project(needed) => write!(f, "its agent's token is not for project `{needed}`"),
            Self::NotChosen(chosen) => write!(f, "{chosen} was chosen"),
            Self::Processes => f.write_str("it cannot list its processes, nor watch chosen ones"),
            Self::Platform { needed, found } => write!(f, "platform {needed} needed, it is {found}"),
            Self::Label(label) => write!(f, "it has no label `{label}`"),
            Self::Browser(kind) => {
                let word = browser_word(*kind);
                write!(f, "{word} with its driver needed, it has none; `perfsight doctor` there says more")
            }
            Self::BrowserVersion { browser, needed, found } => {
                write!(f, "{} {needed} needed, it has {found}", browser_word(*browser))
            }
            Self::Unable(inability) => inability.fmt(f),
            Self::Quarantined(quarantine) => quarantine.fmt(f),
            Self::Busy { until: Some(until) } => write!(f, "busy until {until} at the latest"),
            Self::Busy { until: None } => f.write_str("busy"),
            Self::Unavailable(reason) => write!(f, "unavailable: {reason}"),
            Self::Draining => f.write_str("its agent takes nothing new"),
            Self::Offline => f.write_str("offline"),
        }
    }
}

/// Why `device` cannot take a job with `needs` now; nothing if it can. What can never be met comes first.
pub fn why_not(needs: &Needs, device: &Device) -> Option<Reason> {
    kind_reason(needs, device).or_else(|| inability_reason(needs, device)).or_else(|| device.reason())
}

/// What each device of the right kind cannot do of `needs`, where none of them can do everything: no waiting helps then.
/// Nothing where one can, and where no device is of the right kind.
pub fn nobody_is_able(needs: &Needs, devices: &[Device]) -> Vec<(DeviceId, Reason)> {
    let right = devices.iter().filter(|device| kind_reason(needs, device).is_none());
    let unable: Option<Vec<_>> =
        right.map(|device| Some((device.id.clone(), inability_reason(needs, device)?))).collect();
    unable.unwrap_or_default()
}

/// Whether `labels` hold what `label` asks for: `name` or `name=value`.
pub fn carries(labels: &Labels, label: &str) -> bool {
    match label.split_once('=') {
        Some((name, value)) => labels.get(name).is_some_and(|found| found == value),
        None => labels.contains_key(label),
    }
}

/// The word for a browser family in messages and adverts.
pub const fn browser_word(kind: BrowserKind) -> &'static str {
    match kind {
        BrowserKind::Chromium => "chromium",
        BrowserKind::Firefox => "firefox",
        BrowserKind::Simulated => "simulated",
    }
}

fn kind_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    project_reason(needs, device)
        .or_else(|| choice_reason(needs, device))
        .or_else(|| platform_reason(needs, device))
        .or_else(|| label_reason(needs, device))
        .or_else(|| browser_reason(needs, device))
}

fn inability_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    needs.uses.beyond(device.abilities.as_ref()?).map(Reason::Unable)
}

fn project_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    let project = needs.project.as_ref()?;
    (!device.serves.includes(project)).then(|| Reason::Project(project.clone()))
}

fn choice_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    if let Some(chosen) = needs.device.as_ref().filter(|chosen| **chosen != device.id) {
        return Some(Reason::NotChosen(chosen.clone()));
    }
    (needs.watches_processes && !device.watches_processes).then_some(Reason::Processes)
}

fn platform_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    let needed = needs.platform.as_ref()?;
    (!needed.eq_ignore_ascii_case(&device.platform))
        .then(|| Reason::Platform { needed: needed.clone(), found: device.platform.clone() })
}

fn label_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    needs
        .labels
        .iter()
        .find(|label| !carries(&device.labels, label))
        .map(|label| Reason::Label(label.clone()))
}

fn browser_reason(needs: &Needs, device: &Device) -> Option<Reason> {
    let browser = needs.browser?;
    let of_kind: Vec<_> = device.browsers.iter().filter(|b| b.kind == browser_word(browser)).collect();
    let Some(first) = of_kind.first() else { return Some(Reason::Browser(browser)) };
    if of_kind.iter().any(|browser| version_fits(needs, &browser.version)) {
        return None;
    }
    Some(Reason::BrowserVersion { browser, needed: needed_versions(needs), found: first.version.clone() })
}

fn version_fits(needs: &Needs, version: &str) -> bool {
    if needs.version_min.is_none() && needs.version_max.is_none() {
        return true;
    }
    let Ok(major) = version.split('.').next().unwrap_or(version).parse::<u32>() else { return false };
    needs.version_min.is_none_or(|min| major >= min) && needs.version_max.is_none_or(|max| major <= max)
}

fn needed_versions(needs: &Needs) -> String {
    match (needs.version_min, needs.version_max) {
        (Some(min), Some(max)) if min == max => min.to_string(),
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or newer"),
        (None, Some(max)) => format!("{max} or older"),
        (None, None) => "of any version".to_owned(),
    }
}
