//! Messages of every shape, for the property tests.

use std::collections::BTreeMap;
use std::time::Duration;

use dataset::{FailedStep, Timestamp, Unknown};
use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use protocol::{
    AgentId, AgentMessage, Assignment, AttemptNumber, AttemptOutcome, AttemptRef, AttemptResult,
    BrowserAdvert, ControllerMessage, DeviceAdvert, DeviceId, DeviceState, Hello, JobId, RunId,
    RunningAttempt, StepEvent, StepState, UploadChunk, UploadKind, Work,
};

mod samples;
mod watch;

pub(crate) use samples::sample_batch;

pub(crate) fn agent_message() -> BoxedStrategy<AgentMessage> {
    prop_oneof![
        hello().prop_map(AgentMessage::Hello),
        (vec(device(), 0..3), vec(attempt(), 0..3))
            .prop_map(|(devices, running)| AgentMessage::Heartbeat { devices, running }),
        attempt().prop_map(AgentMessage::Accepted),
        (attempt(), text()).prop_map(|(attempt, reason)| AgentMessage::Rejected { attempt, reason }),
        step().prop_map(AgentMessage::Step),
        (attempt(), samples::log_line()).prop_map(|(attempt, line)| AgentMessage::Log { attempt, line }),
        sample_batch().prop_map(AgentMessage::Samples),
        upload().prop_map(AgentMessage::Upload),
        result().prop_map(AgentMessage::Result),
        Just(AgentMessage::Draining),
        watch::processes_listed(),
    ]
    .boxed()
}

pub(crate) fn controller_message() -> BoxedStrategy<ControllerMessage> {
    prop_oneof![
        (span(), span(), vec(attempt(), 0..3)).prop_map(|(heartbeat_interval, lease_duration, ended)| {
            ControllerMessage::Registered { heartbeat_interval, lease_duration, ended }
        }),
        assignment().prop_map(|assignment| ControllerMessage::Assignment(Box::new(assignment))),
        (attempt(), any::<u64>())
            .prop_map(|(attempt, up_to)| ControllerMessage::SamplesAcknowledged { attempt, up_to }),
        (attempt(), file_name(), any::<u64>()).prop_map(|(attempt, name, received_bytes)| {
            ControllerMessage::UploadAcknowledged { attempt, name, received_bytes }
        }),
        (attempt(), option::of(uuid().prop_map(RunId::new)))
            .prop_map(|(attempt, run)| ControllerMessage::ResultAcknowledged { attempt, run }),
        attempt().prop_map(ControllerMessage::AttemptEnded),
        (attempt(), text()).prop_map(|(attempt, reason)| ControllerMessage::Cancel { attempt, reason }),
        Just(ControllerMessage::Drain),
        (any::<u64>(), word(), any::<u64>()).prop_map(|(request, device, ms)| {
            let (device, cpu_over) = (DeviceId::new(device), Duration::from_millis(ms));
            ControllerMessage::ListProcesses { request, device, cpu_over }
        }),
        (attempt(), text()).prop_map(|(attempt, reason)| ControllerMessage::Finish { attempt, reason }),
    ]
    .boxed()
}

pub(crate) fn attempt() -> impl Strategy<Value = AttemptRef> {
    (uuid(), 1..=u32::MAX)
        .prop_map(|(job, number)| AttemptRef { job: JobId::new(job), number: AttemptNumber(number) })
}

fn hello() -> impl Strategy<Value = Hello> {
    let held = (attempt(), any::<u64>())
        .prop_map(|(attempt, acknowledged)| RunningAttempt { attempt, acknowledged });
    (uuid(), word(), word(), texts(), vec(device(), 0..3), vec(held, 0..3)).prop_map(
        |(agent, name, version, labels, devices, running)| Hello {
            agent: AgentId::new(agent),
            name,
            version,
            labels,
            devices,
            running,
        },
    )
}

fn device() -> impl Strategy<Value = DeviceAdvert> {
    let browser = (word(), text(), text(), text()).prop_map(|(kind, version, binary, driver_version)| {
        BrowserAdvert { kind, version, binary, driver_version }
    });
    let state = prop_oneof![
        Just(DeviceState::Ready),
        Just(DeviceState::Busy),
        text().prop_map(DeviceState::Unavailable)
    ];
    (word(), text(), text(), text(), texts(), vec(browser, 0..3), state, any::<bool>()).prop_map(
        |(device, platform, os, arch, facts, browsers, state, watches_processes)| DeviceAdvert {
            device: DeviceId::new(device),
            platform,
            os,
            arch,
            facts,
            browsers,
            state,
            watches_processes,
            abilities: None,
        },
    )
}

fn step() -> impl Strategy<Value = StepEvent> {
    let state =
        prop_oneof![Just(StepState::Began), Just(StepState::Succeeded), text().prop_map(StepState::Failed)];
    (attempt(), instant(), any::<u32>(), 1..=u32::MAX, text(), state).prop_map(
        |(attempt, at, iteration, number, name, state)| StepEvent {
            attempt,
            at,
            iteration,
            number,
            name,
            state,
        },
    )
}

fn upload() -> impl Strategy<Value = UploadChunk> {
    let kind = prop_oneof![Just(UploadKind::Dataset), Just(UploadKind::Attachment)];
    (attempt(), kind, file_name(), 0..u64::MAX / 2, vec(any::<u8>(), 0..50), 0..100_u64, any::<[u8; 32]>())
        .prop_map(|(attempt, kind, name, offset_bytes, bytes, rest, sha256)| {
            let total_bytes = offset_bytes + bytes.len() as u64 + rest;
            UploadChunk { attempt, kind, name, offset_bytes, bytes, total_bytes, sha256 }
        })
}

fn result() -> impl Strategy<Value = AttemptResult> {
    let failed = (1..=u32::MAX, text(), any::<u32>(), text(), option::of(text()), unknown()).prop_map(
        |(number, kind, iteration, reason, screenshot, unknown)| FailedStep {
            number,
            kind,
            iteration,
            reason,
            screenshot,
            unknown,
        },
    );
    let outcome = prop_oneof![
        Just(AttemptOutcome::Completed),
        failed.prop_map(AttemptOutcome::StepFailed),
        Just(AttemptOutcome::Canceled),
        text().prop_map(|reason| AttemptOutcome::Infrastructure { reason }),
    ];
    (attempt(), outcome).prop_map(|(attempt, outcome)| AttemptResult { attempt, outcome })
}

fn assignment() -> impl Strategy<Value = Assignment> {
    let scenario = (text(), span(), 1..9_u32).prop_map(|(name, interval, iterations)| {
        let mut scenario = super::scenario();
        scenario.name = name;
        scenario.collection.interval = interval;
        scenario.iterations = iterations;
        Work::Scenario(Box::new(scenario))
    });
    let work = prop_oneof![scenario, watch::watch().prop_map(Work::Watch)];
    (attempt(), word(), text(), option::of(text()), vec(text(), 0..3), span(), work).prop_map(
        |(attempt, device, title, build, tags, lease_duration, work)| {
            let device = DeviceId::new(device);
            Assignment { attempt, device, work, title, build, tags, lease_duration }
        },
    )
}

pub(crate) fn uuid() -> impl Strategy<Value = uuid::Uuid> {
    any::<[u8; 16]>().prop_map(uuid::Uuid::from_bytes)
}

pub(crate) fn instant() -> impl Strategy<Value = Timestamp> {
    any::<i64>().prop_map(Timestamp::from_epoch_ms)
}

pub(crate) fn unknown() -> impl Strategy<Value = Unknown> {
    btree_map(text(), any::<i64>(), 0..3)
        .prop_map(|fields| fields.into_iter().map(|(key, value)| (key, value.into())).collect())
}

pub(crate) fn text() -> impl Strategy<Value = String> {
    "\\PC{0,12}"
}

fn word() -> impl Strategy<Value = String> {
    "\\PC{1,12}"
}

fn file_name() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9_-]{1,20}\\.(json|png)"
}

fn texts() -> impl Strategy<Value = BTreeMap<String, String>> {
    btree_map(text(), text(), 0..3)
}

fn span() -> impl Strategy<Value = Duration> {
    (1..=u64::MAX).prop_map(Duration::from_millis)
}
