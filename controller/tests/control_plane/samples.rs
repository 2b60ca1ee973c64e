//! Small scenarios, devices and leases for the other tests.

use std::collections::BTreeMap;
use std::time::Duration;

use controller::lease::{Availability, Device, Lease, Limits, Needs, QueuedJob, RetryBudget, Serves};
use dataset::Timestamp;
use protocol::{AgentId, AttemptNumber, AttemptRef, BrowserAdvert, DeviceId, JobId};
use scenarios::{
    BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, MetricStandard, Requirements,
    Retries, Scenario, Site, Step, StepKind, Timeouts, Viewport,
};
use uuid::Uuid;

pub(crate) fn at(second: i64) -> Timestamp {
    Timestamp::from_epoch_ms(1_700_000_000_000 + second * 1_000)
}

pub(crate) fn job_id(number: u128) -> JobId {
    JobId::new(Uuid::from_u128(number))
}

pub(crate) fn agent_id(number: u128) -> AgentId {
    AgentId::new(Uuid::from_u128(number))
}

pub(crate) fn attempt(job: u128, number: u32) -> AttemptRef {
    AttemptRef { job: job_id(job), number: AttemptNumber(number) }
}

pub(crate) fn scenario(name: &str) -> Scenario {
    Scenario {
        name: name.to_owned(),
        description: None,
        requires: Requirements::default(),
        browser: BrowserSpec {
            kind: BrowserKind::Chromium,
            binary: None,
            arguments: Vec::new(),
            headless: true,
            viewport: Viewport { width: 1280, height: 720 },
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
            job: Duration::from_mins(10),
            step: Duration::from_secs(30),
            silence: Duration::from_mins(2),
        },
        retries: Retries { infrastructure: 2, step: 0 },
        steps: vec![Step { kind: StepKind::RestartBrowser, name: None, timeout: None }],
        metrics: Vec::new(),
        baseline: BaselineRule::LastGood(1),
        tags: Vec::new(),
    }
}

pub(crate) fn needs() -> Needs {
    Needs::of(&scenario("idle")).in_project("default")
}

pub(crate) fn queued(number: u128) -> QueuedJob {
    QueuedJob { id: job_id(number), priority: 0, submitted_at: at(0), needs: needs(), failed_on: Vec::new() }
}

pub(crate) fn chromium(version: &str) -> BrowserAdvert {
    BrowserAdvert {
        kind: "chromium".to_owned(),
        version: version.to_owned(),
        binary: "/usr/bin/chromium".to_owned(),
        driver_version: version.to_owned(),
    }
}

pub(crate) fn device(name: &str) -> Device {
    Device {
        id: DeviceId::new(name),
        agent: agent_id(1),
        serves: Serves::Everyone,
        labels: BTreeMap::new(),
        platform: "linux".to_owned(),
        browsers: vec![chromium("140.0.1")],
        watches_processes: true,
        abilities: None,
        availability: Availability::Ready,
        quarantine: None,
    }
}

pub(crate) fn limits() -> Limits {
    Limits {
        lease: Duration::from_mins(1),
        offer: Duration::from_secs(15),
        job: Duration::from_mins(10),
        silence: Duration::from_mins(2),
        cancel: Duration::from_secs(30),
        store_retry: Duration::from_secs(5),
        store_give_up: Duration::from_mins(5),
    }
}

pub(crate) fn lease(budget: RetryBudget) -> Lease {
    Lease::offer(attempt(1, 1), agent_id(1), DeviceId::new("lab-01"), (limits(), budget), at(0))
}
