//! Verdicts, from our own types to what clients see.

use analysis::{Evidence, InconclusiveReason, Measured, MetricVerdict, Rules, RunVerdict};

use super::from::word;
use super::verdict::{
    BaselineBasisView, DifferenceView, EvidenceView, MeasuredView, MetricVerdictView, ReasonView, RulesView,
    VerdictView,
};
use crate::baseline_check::{Basis, Judgment};

impl From<Judgment> for VerdictView {
    fn from(Judgment { verdict, basis, judged_at }: Judgment) -> Self {
        Self {
            judged_at: Some(judged_at.to_string()),
            baseline: basis.map(BaselineBasisView::from),
            ..Self::from(verdict)
        }
    }
}

impl From<RunVerdict> for VerdictView {
    fn from(run: RunVerdict) -> Self {
        let change = |(key, (run, baseline))| DifferenceView { key, run, baseline };
        Self {
            verdict: word(run.verdict),
            summary: run.summary,
            judged_at: None,
            baseline: None,
            metrics: run.metrics.into_iter().map(MetricVerdictView::from).collect(),
            fingerprint_changes: run.fingerprint_changes.into_iter().map(change).collect(),
            rules: run.rules.into(),
        }
    }
}

impl From<Basis> for BaselineBasisView {
    fn from(Basis { kind, runs, release }: Basis) -> Self {
        Self { kind: word(kind), run_ids: runs.iter().map(ToString::to_string).collect(), release }
    }
}

impl From<MetricVerdict> for MetricVerdictView {
    fn from(metric: MetricVerdict) -> Self {
        Self {
            metric: metric.metric,
            verdict: word(metric.verdict),
            reason: metric.reason.map(ReasonView::from),
            measured: metric.measured.map(MeasuredView::from),
            evidence: metric.evidence.map(EvidenceView::from),
            threshold_breached: metric.threshold_breached,
            definition: (&metric.definition).into(),
            rule: metric.rule,
        }
    }
}

impl From<InconclusiveReason> for ReasonView {
    fn from(reason: InconclusiveReason) -> Self {
        let kind = match reason {
            InconclusiveReason::NoBaseline => "no_baseline",
            InconclusiveReason::TooFewIterations { .. } => "too_few_iterations",
            InconclusiveReason::FingerprintDiffers { .. } => "fingerprint_differs",
            InconclusiveReason::MissingInBaseline => "missing_in_baseline",
            InconclusiveReason::MissingInRun => "missing_in_run",
            InconclusiveReason::TooNoisy => "too_noisy",
            InconclusiveReason::MachineBusier { .. } => "machine_busier",
            InconclusiveReason::RunNotCompleted => "run_not_completed",
        };
        Self { kind: kind.to_owned(), text: reason.to_string() }
    }
}

impl From<Measured> for MeasuredView {
    fn from(Measured { values, median }: Measured) -> Self {
        Self { values, median }
    }
}

impl From<Evidence> for EvidenceView {
    fn from(evidence: Evidence) -> Self {
        let Evidence {
            baseline_values,
            baseline_median,
            shift,
            shift_low,
            shift_high,
            confidence,
            shift_percent,
            u_statistic,
            p_value,
            p_exact,
            p_adjusted,
            cliffs_delta,
            practical_limit,
        } = evidence;
        Self {
            baseline_values,
            baseline_median,
            shift,
            shift_low,
            shift_high,
            confidence,
            shift_percent,
            u_statistic,
            p_value,
            p_exact,
            p_adjusted,
            cliffs_delta,
            practical_limit,
        }
    }
}

impl From<Rules> for RulesView {
    fn from(rules: Rules) -> Self {
        Self {
            alpha: rules.alpha,
            confidence: rules.confidence,
            min_iterations: rules.min_iterations as u64,
            default_limit_percent: rules.default_limit.percent,
            default_limit_absolute: rules.default_limit.absolute,
        }
    }
}
