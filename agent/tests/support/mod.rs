//! Small valid values for the tests of session and spool.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::{BatchMetric, MetricPoint, Timestamp, Unknown};
use protocol::{
    Assignment, AttemptNumber, AttemptRef, BrowserAdvert, DeviceAdvert, DeviceId, DeviceState, JobId,
    SampleBatch, Work,
};
use scenarios::{
    BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, MetricStandard, Requirements,
    Retries, Scenario, Site, Timeouts, Viewport,
};

pub(crate) const LEASE: Duration = Duration::from_mins(1);

pub(crate) fn attempt(job: u128, number: u32) -> AttemptRef {
    AttemptRef { job: JobId::new(uuid::Uuid::from_u128(job)), number: AttemptNumber(number) }
}

pub(crate) fn device(name: &str) -> DeviceAdvert {
    DeviceAdvert {
        device: DeviceId::new(name),
        platform: "simulated".to_owned(),
        os: "none".to_owned(),
        arch: "none".to_owned(),
        facts: BTreeMap::new(),
        browsers: vec![BrowserAdvert {
            kind: "simulated".to_owned(),
            version: "1".to_owned(),
            binary: String::new(),
            driver_version: "1".to_owned(),
        }],
        state: DeviceState::Ready,
        watches_processes: true,
        abilities: None,
    }
}

pub(crate) fn assignment(attempt: AttemptRef, device: &str) -> Assignment {
    Assignment {
        attempt,
        device: DeviceId::new(device),
        work: Work::Scenario(Box::new(scenario())),
        title: "a run".to_owned(),
        build: None,
        tags: Vec::new(),
        lease_duration: LEASE,
    }
}

pub(crate) fn metric(tick: u64) -> BatchMetric {
    let point = MetricPoint { memory_rss: Some(tick), ..MetricPoint::default() };
    BatchMetric {
        timestamp: Timestamp::from_epoch_ms(1_000 * tick as i64),
        metrics: BTreeMap::from([(7, point)]),
        unknown: Unknown::new(),
    }
}

pub(crate) fn batch(attempt: AttemptRef, sequence: u64) -> SampleBatch {
    SampleBatch {
        attempt,
        sequence,
        batches: vec![metric(sequence)],
        processes: Vec::new(),
        marks: Vec::new(),
    }
}

/// A run with everything but its samples.
pub(crate) fn header() -> dataset::Dataset {
    let at = Timestamp::from_epoch_ms(0);
    let collection = dataset::Collection {
        mode: dataset::CollectionMode::System,
        metric_standard: dataset::MetricStandard::Os,
        interval_ms: 1000,
        started_at: at,
        ended_at: at,
        duration_seconds: 0.0,
        sources: Vec::new(),
        fallbacks: Vec::new(),
        overhead: None,
        unknown: Unknown::new(),
    };
    let meta = dataset::Meta {
        test_context: dataset::TestContext {
            scenario_name: "idle".to_owned(),
            ..dataset::TestContext::default()
        },
        env: dataset::Env::default(),
        collection,
        definitions: BTreeMap::new(),
        unknown: Unknown::new(),
    };
    let report = dataset::Report {
        id: String::new(),
        client_id: None,
        created_at: at,
        title: "a title with \"metrics\":[] in it".to_owned(),
        meta,
        outcome: None,
        processes: Vec::new(),
        iterations: Vec::new(),
        marks: Vec::new(),
        logs: Vec::new(),
        attachments: Vec::new(),
        analysis: None,
        metrics: Vec::new(),
        unknown: Unknown::new(),
    };
    dataset::Dataset {
        schema_version: dataset::SCHEMA_VERSION,
        exported_at: at,
        report,
        unknown: Unknown::new(),
    }
}

fn scenario() -> Scenario {
    Scenario {
        name: "idle".to_owned(),
        description: None,
        requires: Requirements::default(),
        browser: BrowserSpec {
            kind: BrowserKind::Simulated,
            binary: None,
            arguments: Vec::new(),
            headless: true,
            viewport: Viewport { width: 800, height: 600 },
            locale: None,
            profile: None,
        },
        site: Site::Absolute,
        parameters: BTreeMap::new(),
        secrets: Vec::new(),
        collection: CollectionSpec {
            mode: CollectionMode::Hybrid,
            metric_standard: MetricStandard::Os,
            interval: Duration::from_secs(1),
            source_intervals: BTreeMap::new(),
        },
        warmup: 0,
        iterations: 1,
        cool_down: Duration::ZERO,
        timeouts: Timeouts {
            job: Duration::from_mins(1),
            step: Duration::from_secs(10),
            silence: Duration::from_secs(20),
        },
        retries: Retries { infrastructure: 2, step: 0 },
        steps: Vec::new(),
        metrics: Vec::new(),
        baseline: BaselineRule::None,
        tags: Vec::new(),
    }
}
