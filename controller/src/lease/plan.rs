//! Which queued job goes to which ready device, and why the others wait. Pure: the same input gives the same plan.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use dataset::Timestamp;
use protocol::{DeviceId, JobId};

use crate::lease::fit::{Device, Needs, Reason, why_not};

/// A job that waits for a device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedJob {
    /// Which.
    pub id: JobId,
    /// Higher goes first.
    pub priority: i32,
    /// Older goes first among equals.
    pub submitted_at: Timestamp,
    /// What it needs.
    pub needs: Needs,
    /// Devices where an attempt ended by infrastructure, in order of the attempts.
    pub failed_on: Vec<DeviceId>,
}

/// A job given to a device.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Placement {
    /// The job.
    pub job: JobId,
    /// The device.
    pub device: DeviceId,
}

/// What is given out now, and what waits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// In order of priority, then age.
    pub placements: Vec<Placement>,
    /// In the same order.
    pub waiting: Vec<(JobId, Waiting)>,
}

/// Why a job waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// No device has ever been seen.
    NoDevices,
    /// No known device can ever take it; the reason that each one gives.
    NothingFits(Vec<(DeviceId, Reason)>),
    /// Devices of the right kind exist, none is free; the reason that each one gives.
    NothingFree(Vec<(DeviceId, Reason)>),
    /// A free device would fit, yet jobs before it take it.
    Queued,
    /// The one free device failed it before; it waits for another.
    OtherDevice {
        /// Where it failed.
        failed_on: DeviceId,
    },
}

/// Gives each ready device at most one job: highest priority first, then oldest, then lowest id. A device where the job
/// failed by infrastructure is taken again only if no other connected device fits.
pub fn plan(queued: &[QueuedJob], devices: &[Device]) -> Plan {
    let mut order: Vec<&QueuedJob> = queued.iter().collect();
    order.sort_by_key(|job| (std::cmp::Reverse(job.priority), job.submitted_at, job.id));
    let mut fits: BTreeMap<&Needs, Fitting> = BTreeMap::new();
    let mut taken = BTreeSet::new();
    let mut planned = BTreeSet::new();
    let mut plan = Plan::default();
    for job in order {
        if !planned.insert(job.id) {
            continue;
        }
        let fitting = fits.entry(&job.needs).or_insert_with(|| Fitting::of(&job.needs, devices));
        match fitting.choose(job, &taken) {
            Ok(device) => {
                taken.insert(device);
                plan.placements.push(Placement { job: job.id, device: device.clone() });
            }
            Err(waiting) => plan.waiting.push((job.id, waiting)),
        }
    }
    plan
}

impl Waiting {
    /// The one word for it in answers.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::NoDevices => "no_devices",
            Self::NothingFits(_) => "nothing_fits",
            Self::NothingFree(_) => "nothing_free",
            Self::Queued => "queued",
            Self::OtherDevice { .. } => "other_device",
        }
    }
}

impl fmt::Display for Waiting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDevices => f.write_str("no agent has connected yet whose token serves this project"),
            Self::NothingFits(reasons) => write_nothing_fits(f, reasons),
            Self::NothingFree(reasons) if reasons.iter().all(|(_, reason)| *reason == Reason::Offline) => {
                f.write_str("all matching devices are offline")
            }
            Self::NothingFree(reasons) => write_each(f, reasons.iter()),
            Self::Queued => f.write_str("jobs before it take the free devices"),
            Self::OtherDevice { failed_on } => {
                write!(f, "it failed on {failed_on} and waits for another device")
            }
        }
    }
}

fn write_nothing_fits(f: &mut fmt::Formatter<'_>, reasons: &[(DeviceId, Reason)]) -> fmt::Result {
    let Some((_, first)) = reasons.first() else { return Ok(()) };
    if reasons.iter().all(|(_, reason)| reason == first) {
        if let Reason::Label(label) = first {
            return write!(f, "no device has label {label}");
        }
        if let Reason::Project(project) = first {
            return write!(f, "no agent has a token for project `{project}`");
        }
        if let Reason::NotChosen(chosen) = first {
            return write!(f, "the chosen device {chosen} is not known any more");
        }
    }
    write_each(f, reasons.iter())
}

fn write_each<'a>(
    f: &mut fmt::Formatter<'_>,
    reasons: impl ExactSizeIterator<Item = &'a (DeviceId, Reason)>,
) -> fmt::Result {
    /// More would fill a screen without telling more.
    const SHOWN: usize = 5;
    let further = reasons.len().saturating_sub(SHOWN);
    for (index, (device, reason)) in reasons.take(SHOWN).enumerate() {
        let gap = if index == 0 { "" } else { "; " };
        write!(f, "{gap}{device}: {reason}")?;
    }
    if further > 0 {
        write!(f, "; and {further} more")?;
    }
    Ok(())
}

/// What the devices say to one set of needs, found once however many jobs share it.
struct Fitting<'a> {
    ready: Vec<&'a DeviceId>,
    /// Of the right kind and connected, ready ones included.
    connected: Vec<&'a DeviceId>,
    waiting: Waiting,
}

impl<'a> Fitting<'a> {
    fn of(needs: &Needs, devices: &'a [Device]) -> Self {
        let mut ready: Vec<(usize, &DeviceId)> = Vec::new();
        let mut connected = Vec::new();
        let mut may_pass = Vec::new();
        let mut never = Vec::new();
        for device in devices {
            match why_not(needs, device) {
                None => {
                    ready.push((device.labels.len(), &device.id));
                    connected.push(&device.id);
                }
                Some(reason) if reason.passes() => {
                    if matches!(reason, Reason::Busy { .. }) {
                        connected.push(&device.id);
                    }
                    may_pass.push((device.id.clone(), reason));
                }
                Some(reason) => never.push((device.id.clone(), reason)),
            }
        }
        // The least particular device first keeps the labelled ones free for jobs that need their labels.
        ready.sort();
        // Devices of other projects are nobody's business; where one device was chosen, the others have nothing to say.
        retain_where_some(&mut never, |reason| !matches!(reason, Reason::Project(_)));
        retain_where_some(&mut never, |reason| !matches!(reason, Reason::NotChosen(_)));
        may_pass.sort();
        never.sort();
        let waiting = if devices.is_empty() {
            Waiting::NoDevices
        } else if !ready.is_empty() {
            Waiting::Queued
        } else if may_pass.is_empty() {
            Waiting::NothingFits(never)
        } else {
            Waiting::NothingFree(may_pass)
        };
        Self { ready: ready.into_iter().map(|(_, id)| id).collect(), connected, waiting }
    }

    fn choose(&self, job: &QueuedJob, taken: &BTreeSet<&DeviceId>) -> Result<&'a DeviceId, Waiting> {
        let best = self.connected.iter().map(|device| blame(job, device)).min();
        let free = || self.ready.iter().copied().filter(|device| !taken.contains(device));
        if let Some(device) = free().find(|device| Some(blame(job, device)) == best) {
            return Ok(device);
        }
        match free().next() {
            Some(failed_on) => Err(Waiting::OtherDevice { failed_on: failed_on.clone() }),
            None => Err(self.waiting.clone()),
        }
    }
}

/// Keeps what `tells`, unless nothing does.
fn retain_where_some(reasons: &mut Vec<(DeviceId, Reason)>, tells: impl Fn(&Reason) -> bool) {
    if reasons.iter().any(|(_, reason)| tells(reason)) {
        reasons.retain(|(_, reason)| tells(reason));
    }
}

/// 0 where the job never failed; otherwise higher the more recently it did.
fn blame(job: &QueuedJob, device: &DeviceId) -> usize {
    job.failed_on.iter().rposition(|failed| failed == device).map_or(0, |index| index + 1)
}
