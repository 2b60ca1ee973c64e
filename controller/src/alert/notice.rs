//! What the outside is told of an alert, as JSON. The text is fixed with the turn that it tells of and sent byte for byte.

use dataset::Direction;
use serde::Serialize;
use uuid::Uuid;

use super::evidence::{Mark, Sighting};
use super::lifecycle::Change;
use super::record::{Alert, AlertId};
use super::state::{AlertKind, AlertState, Event, Resolution, Step, StepKind};

/// Writes notices whose links lead to this controller.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcer {
    base: String,
}

/// A notice that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its id: the same at every attempt, so that a receiver can tell a second one.
    pub id: Uuid,
    /// The alert that it is about.
    pub alert: AlertId,
    /// What it tells.
    pub event: Event,
    /// The body.
    pub body: String,
}

/// The body. The three fields and their names are those of the Standard Webhooks specification.
#[derive(Serialize)]
struct Body<'a> {
    r#type: &'static str,
    timestamp: String,
    data: Data<'a>,
}

#[derive(Serialize)]
struct Data<'a> {
    alert: AlertData<'a>,
    /// Who caused it; null for the controller.
    by: Option<&'a str>,
    note: &'a str,
    /// Why it is resolved; null for every other event.
    reason: Option<Resolution>,
    links: Links,
}

#[derive(Serialize)]
struct AlertData<'a> {
    id: String,
    project: &'a str,
    state: AlertState,
    kind: AlertKind,
    scenario: &'a str,
    metric: &'a str,
    unit: &'a str,
    direction: Direction,
    platform: Option<&'a str>,
    device_class: Option<&'a str>,
    owner: Option<&'a str>,
    opened_at: String,
    version: u64,
    bad_runs: u64,
    good_since: u64,
    first_bad: &'a Sighting,
    last_bad: &'a Sighting,
    worst: &'a Sighting,
    last_good: Option<&'a Mark>,
    previous: Option<String>,
}

#[derive(Serialize)]
struct Links {
    alert: String,
    run: String,
    /// The last good run beside the first bad one.
    compare: Option<String>,
}

impl Announcer {
    /// Links begin with `base`: scheme, host and port, without a slash at the end.
    pub fn new(base: impl Into<String>) -> Self {
        Self { base: base.into() }
    }

    /// The notice of a change; nothing where it tells the outside nothing.
    pub fn notice(&self, change: &Change, id: impl FnOnce() -> Uuid) -> Option<Notice> {
        let (event, step) = change.event.zip(change.step.as_ref())?;
        let alert = &change.alert;
        let body = Body {
            r#type: event.word(),
            timestamp: step.at.to_string(),
            data: Data {
                alert: AlertData::of(alert),
                by: step.by.as_deref(),
                note: &step.note,
                reason: reason(step),
                links: self.links(alert),
            },
        };
        let body = serde_json::to_string(&body).expect("a notice has names for keys and finite numbers");
        Some(Notice { id: id(), alert: alert.id, event, body })
    }

    fn links(&self, alert: &Alert) -> Links {
        let home = format!("{}/p/{}", self.base, alert.key.scope.project);
        let first = alert.first_bad.mark.run;
        Links {
            alert: format!("{home}/alerts/{}", alert.id),
            run: format!("{home}/runs/{first}"),
            compare: alert.last_good.as_ref().map(|good| format!("{home}/compare?ids={},{first}", good.run)),
        }
    }
}

impl<'a> AlertData<'a> {
    fn of(alert: &'a Alert) -> Self {
        let scope = &alert.key.scope;
        Self {
            id: alert.id.to_string(),
            project: &scope.project,
            state: alert.state,
            kind: alert.kind,
            scenario: &scope.scenario,
            metric: &alert.key.metric,
            unit: &alert.unit,
            direction: alert.direction,
            platform: scope.platform.as_deref(),
            device_class: scope.device_class.as_deref(),
            owner: alert.owner.as_deref(),
            opened_at: alert.opened_at.to_string(),
            version: alert.version,
            bad_runs: alert.bad_runs,
            good_since: alert.good_since,
            first_bad: &alert.first_bad,
            last_bad: &alert.last_bad,
            worst: &alert.worst,
            last_good: alert.last_good.as_ref(),
            previous: alert.previous.map(|id| id.to_string()),
        }
    }
}

fn reason(step: &Step) -> Option<Resolution> {
    match &step.kind {
        StepKind::Resolved { reason } => Some(*reason),
        StepKind::Opened { .. } | StepKind::Acknowledged | StepKind::Reopened | StepKind::Assigned { .. } => {
            None
        }
    }
}
