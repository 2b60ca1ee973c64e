//! How an alert comes up, grows and ends. Pure: what is known is given, what is to be written comes back.

use analysis::MetricVerdict;
use dataset::Timestamp;

use super::evidence::{Finding, JudgedRun, Reading, Sighting, finding};
use super::record::{Alert, AlertId, AlertKey};
use super::state::{AlertKind, AlertState, Event, Resolution, Step, StepKind};

/// The newest alert of a key, and whether the run that is being considered is in it already.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The alert.
    pub alert: Alert,
    /// Whether the run has been counted in it.
    pub knows_run: bool,
}

/// What is to be written, all of it or nothing.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The alert as it shall be; its revision is 1 where it is new, and otherwise one more than what was decided on.
    pub alert: Alert,
    /// The run that is added to its evidence, and whether it was a bad one.
    pub sighting: Option<(Sighting, bool)>,
    /// What is added to its history.
    pub step: Option<Step>,
    /// What is told to the outside.
    pub event: Option<Event>,
}

/// What a person does to an alert.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Takes notice of it.
    Acknowledge,
    /// Ends it.
    Resolve(Resolution),
    /// Takes back its end.
    Reopen,
    /// Says who looks after it; nobody where absent.
    Assign(Option<String>),
}

/// An action does not fit to where the alert stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Only an open alert can be acknowledged.
    #[error("the alert is {} already", .0.word())]
    NotOpen(AlertState),
    /// It has ended before.
    #[error("the alert is resolved already; reopen it to resolve it otherwise")]
    Resolved,
    /// It has not ended.
    #[error("the alert is {}; only a resolved one can be reopened", .0.word())]
    NotResolved(AlertState),
}

/// What a verdict does to the alerts of its scope, in the order of the metrics' names. A run that did not come to its end
/// does nothing, and a run that an alert knows does nothing to it a second time.
pub fn on_verdict(
    run: &JudgedRun,
    standing: &[Standing],
    now: Timestamp,
    mut new_id: impl FnMut() -> AlertId,
) -> Vec<Change> {
    if !run.completed {
        return Vec::new();
    }
    let mut metrics: Vec<&MetricVerdict> = run.metrics.iter().collect();
    metrics.sort_by(|one, other| one.metric.cmp(&other.metric));
    let changes = metrics.into_iter().filter_map(|metric| {
        let newest = standing.iter().find(|standing| standing.alert.key.metric == metric.metric);
        if newest.is_some_and(|newest| newest.knows_run) {
            return None;
        }
        let unresolved =
            newest.map(|newest| &newest.alert).filter(|alert| alert.state != AlertState::Resolved);
        let sighting = |reading| Sighting { mark: run.mark.clone(), reading };
        match (finding(metric), unresolved) {
            (Finding::Bad(reading), Some(alert)) => Some(grown(alert, sighting(reading))),
            (Finding::Bad(reading), None) => {
                let previous = newest.map(|newest| newest.alert.id);
                opened(run, metric, sighting(reading), (new_id(), previous, now))
            }
            (Finding::Good(reading), Some(alert)) => Some(eased(alert, sighting(reading))),
            (Finding::Good(_), None) | (Finding::Silent, Some(_) | None) => None,
        }
    });
    changes.collect()
}

/// What a person's action does to an alert.
pub fn on_action(
    alert: &Alert,
    action: &Action,
    (by, note, now): (&str, &str, Timestamp),
) -> Result<Change, Refusal> {
    let (state, kind, event) = match (action, alert.state) {
        (Action::Acknowledge, AlertState::Open) => (AlertState::Acknowledged, StepKind::Acknowledged, None),
        (Action::Acknowledge, state) => return Err(Refusal::NotOpen(state)),
        (Action::Resolve(_), AlertState::Resolved) => return Err(Refusal::Resolved),
        (Action::Resolve(reason), AlertState::Open | AlertState::Acknowledged) => {
            (AlertState::Resolved, StepKind::Resolved { reason: *reason }, Some(Event::Resolved))
        }
        (Action::Reopen, AlertState::Resolved) => {
            (AlertState::Open, StepKind::Reopened, Some(Event::Reopened))
        }
        (Action::Reopen, state) => return Err(Refusal::NotResolved(state)),
        (Action::Assign(owner), state) => (state, StepKind::Assigned { owner: owner.clone() }, None),
    };
    let step = Step { at: now, by: Some(by.to_owned()), kind, note: note.to_owned() };
    let owner = match action {
        Action::Assign(owner) => owner.clone(),
        Action::Acknowledge | Action::Resolve(_) | Action::Reopen => alert.owner.clone(),
    };
    let alert = Alert {
        state,
        owner,
        last_step: step.clone(),
        version: alert.version + 1,
        revision: alert.revision + 1,
        ..alert.clone()
    };
    Ok(Change { alert, sighting: None, step: Some(step), event })
}

/// Nothing for a metric without a direction, which no verdict is about.
fn opened(
    run: &JudgedRun,
    metric: &MetricVerdict,
    sighting: Sighting,
    (id, previous, now): (AlertId, Option<AlertId>, Timestamp),
) -> Option<Change> {
    let step = Step { at: now, by: None, kind: StepKind::Opened { run: run.mark.run }, note: String::new() };
    let alert = Alert {
        id,
        key: AlertKey { scope: run.scope.clone(), metric: metric.metric.clone() },
        kind: kind(&sighting.reading),
        unit: metric.definition.unit.clone(),
        direction: metric.definition.direction?,
        state: AlertState::Open,
        owner: None,
        opened_at: now,
        last_step: step.clone(),
        first_bad: sighting.clone(),
        last_bad: sighting.clone(),
        worst: sighting.clone(),
        bad_runs: 1,
        last_good: run.last_good.clone(),
        good_since: 0,
        good_run: None,
        previous,
        version: 1,
        revision: 1,
    };
    Some(Change { alert, sighting: Some((sighting, true)), step: Some(step), event: Some(Event::Opened) })
}

fn grown(alert: &Alert, sighting: Sighting) -> Change {
    let is_worse = sighting.reading.is_worse_than(&alert.worst.reading, alert.direction);
    let alert = Alert {
        last_bad: sighting.clone(),
        worst: if is_worse { sighting.clone() } else { alert.worst.clone() },
        bad_runs: alert.bad_runs + 1,
        good_since: 0,
        good_run: None,
        revision: alert.revision + 1,
        ..alert.clone()
    };
    Change { alert, sighting: Some((sighting, true)), step: None, event: None }
}

/// A good run ends no alert: whether it was luck is for a person to say.
fn eased(alert: &Alert, sighting: Sighting) -> Change {
    let alert = Alert {
        good_since: alert.good_since + 1,
        good_run: Some(sighting.mark.clone()),
        revision: alert.revision + 1,
        ..alert.clone()
    };
    Change { alert, sighting: Some((sighting, false)), step: None, event: None }
}

fn kind(reading: &Reading) -> AlertKind {
    if reading.regressed { AlertKind::Regression } else { AlertKind::Threshold }
}
