//! The result as `JUnit` XML: one suite per job, one case for the scenario and one per judged metric.

use std::path::Path;

use analysis::{Verdict, amount};
use anyhow::Context;
use quick_junit::{NonSuccessKind, Report, TestCase, TestCaseStatus, TestSuite};

use super::judgment::MetricJudgment;
use super::{Ending, JobReport};

/// Writes the file.
pub(crate) fn junit(reports: &[JobReport], path: &Path) -> anyhow::Result<()> {
    let mut report = Report::new("perfsight");
    for job in reports {
        report.add_test_suite(suite(job));
    }
    let file = std::fs::File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
    report.serialize(file).with_context(|| format!("cannot write `{}`", path.display()))
}

fn suite(job: &JobReport) -> TestSuite {
    let mut suite = TestSuite::new(job.title.clone());
    suite.add_test_case(scenario_case(job));
    for metric in job.verdict.iter().flat_map(|verdict| &verdict.metrics) {
        suite.add_test_case(metric_case(metric));
    }
    suite
}

fn scenario_case(job: &JobReport) -> TestCase {
    let status = match &job.ending {
        Ending::Completed => TestCaseStatus::success(),
        Ending::ScenarioFailed { reason } => failed(NonSuccessKind::Failure, reason),
        Ending::Infrastructure { reason } => failed(NonSuccessKind::Error, reason),
        Ending::Canceled => failed(NonSuccessKind::Error, "canceled"),
    };
    TestCase::new("scenario", status)
}

fn metric_case(metric: &MetricJudgment) -> TestCase {
    let status = match metric.verdict {
        Verdict::Regressed => failed(NonSuccessKind::Failure, &metric.rule),
        Verdict::Improved | Verdict::Unchanged => TestCaseStatus::success(),
        // Not tested is not the same as passed.
        Verdict::Inconclusive => {
            let mut status = TestCaseStatus::skipped();
            status.set_message(metric.rule.clone());
            status
        }
    };
    let mut case = TestCase::new(metric.metric.clone(), status);
    if let Some(measured) = &metric.measured {
        let level = amount(measured.median, &metric.definition.unit);
        case.set_system_out(format!("{level} (median; iterations: {})", measured.values.len()));
    }
    case
}

fn failed(kind: NonSuccessKind, message: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_message(message.to_owned());
    status
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_metric_without_a_baseline_is_skipped_and_tells_its_number() {
        let verdict = json!({"verdict": "inconclusive", "summary": "", "metrics": [{
            "metric": "inference_time", "verdict": "inconclusive", "definition": {"unit": "ms"},
            "measured": {"values": [40.2, 40.6, 41.0], "median": 40.6}, "rule": "not compared"
        }]});
        let job = JobReport {
            job_id: String::new(),
            scenario: "inference".to_owned(),
            title: "inference".to_owned(),
            ending: Ending::Completed,
            run_id: None,
            url: None,
            verdict: Some(serde_json::from_value(verdict).expect("a judgment")),
        };
        let file = tempfile::NamedTempFile::new().unwrap();
        junit(&[job], file.path()).unwrap();
        let xml = std::fs::read_to_string(file.path()).unwrap();
        assert!(xml.contains("<skipped message=\"not compared\""), "{xml}");
        assert!(xml.contains("<system-out>40.6 ms (median; iterations: 3)</system-out>"), "{xml}");
    }
}
