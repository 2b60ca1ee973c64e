//! Alerts, from our own types to what clients see.

use super::alert::{
    AlertCountsView, AlertRunView, AlertStepView, AlertView, DeliveryAttemptView, DeliveryView, RunMarkView,
    ShiftView, SightingView,
};
use super::from::word;
use crate::alert::{Alert, Comparison, Mark, Reading, Sighting, Step, StepKind};
use crate::store::alerts::{AlertRun, Attempt, Delivery, DeliveryState, StateCounts};

impl From<Alert> for AlertView {
    fn from(alert: Alert) -> Self {
        let Alert { id, key, kind, unit, direction, state, owner, opened_at, last_step, version, .. } = alert;
        Self {
            id: id.to_string(),
            state: state.word().to_owned(),
            kind: word(kind),
            scenario: key.scope.scenario,
            metric: key.metric,
            unit,
            direction: word(direction),
            platform: key.scope.platform,
            device_class: key.scope.device_class,
            owner,
            opened_at: opened_at.to_string(),
            last_step: last_step.into(),
            first_bad: alert.first_bad.into(),
            last_bad: alert.last_bad.into(),
            worst: alert.worst.into(),
            bad_runs: alert.bad_runs,
            last_good: alert.last_good.map(RunMarkView::from),
            good_since: alert.good_since,
            good_run: alert.good_run.map(RunMarkView::from),
            previous: alert.previous.map(|id| id.to_string()),
            version,
        }
    }
}

impl From<Mark> for RunMarkView {
    fn from(Mark { run, at, release, build }: Mark) -> Self {
        Self { run_id: run.to_string(), at: at.to_string(), release, build_id: build }
    }
}

impl From<Sighting> for SightingView {
    fn from(Sighting { mark, reading }: Sighting) -> Self {
        let Reading { regressed, breached, threshold, median, values, comparison } = reading;
        Self {
            mark: mark.into(),
            regressed,
            breached,
            threshold,
            median,
            values,
            comparison: comparison.map(ShiftView::from),
        }
    }
}

impl From<Comparison> for ShiftView {
    fn from(comparison: Comparison) -> Self {
        Self {
            baseline_median: comparison.baseline_median,
            baseline_values: comparison.baseline_values,
            shift: comparison.shift,
            shift_low: comparison.low,
            shift_high: comparison.high,
            confidence: comparison.confidence,
            shift_percent: comparison.percent,
            practical_limit: comparison.practical_limit,
            p_adjusted: comparison.p_adjusted,
        }
    }
}

impl From<Step> for AlertStepView {
    fn from(Step { at, by, kind, note }: Step) -> Self {
        let step = |kind: &str| Self {
            kind: kind.to_owned(),
            at: at.to_string(),
            by,
            note,
            reason: None,
            owner: None,
            run_id: None,
        };
        match kind {
            StepKind::Opened { run } => Self { run_id: Some(run.to_string()), ..step("opened") },
            StepKind::Acknowledged => step("acknowledged"),
            StepKind::Resolved { reason } => {
                Self { reason: Some(reason.word().to_owned()), ..step("resolved") }
            }
            StepKind::Reopened => step("reopened"),
            StepKind::Assigned { owner } => Self { owner, ..step("assigned") },
        }
    }
}

impl From<StateCounts> for AlertCountsView {
    fn from(StateCounts { open, acknowledged, resolved }: StateCounts) -> Self {
        Self { open, acknowledged, resolved }
    }
}

impl From<AlertRun> for AlertRunView {
    fn from(AlertRun { sighting, bad, seen_at, is_stored }: AlertRun) -> Self {
        Self { sighting: sighting.into(), bad, seen_at: seen_at.to_string(), stored: is_stored }
    }
}

impl From<Delivery> for DeliveryView {
    fn from(Delivery { id, event, created_at, state, attempts }: Delivery) -> Self {
        let (state, next_at) = match state {
            DeliveryState::Waiting(next_at) => ("waiting", Some(next_at)),
            DeliveryState::Delivered => ("delivered", None),
            DeliveryState::GivenUp => ("given_up", None),
        };
        Self {
            id: format!("msg_{}", id.simple()),
            event,
            created_at: created_at.to_string(),
            state: state.to_owned(),
            next_at: next_at.map(|at| at.to_string()),
            attempts: attempts.into_iter().map(DeliveryAttemptView::from).collect(),
        }
    }
}

impl From<Attempt> for DeliveryAttemptView {
    fn from(Attempt { number, started_at, ended_at, status, problem }: Attempt) -> Self {
        Self {
            number,
            started_at: started_at.to_string(),
            ended_at: ended_at.map(|at| at.to_string()),
            status,
            problem,
        }
    }
}
