//! Work, process lists and the questions for them.

use std::time::Duration;

use dataset::Timestamp;
use scenarios::CollectionMode;

use super::assignment::span;
use super::{FromWireError, field, samples};
use crate::generated as wire;
use crate::generated::processes_listed::Answer;
use crate::{AgentMessage, ChosenProcess, ControllerMessage, ListedProcess, ProcessList, Watch, Work};

pub(super) fn work(work: wire::assignment::Work) -> Result<Work, FromWireError> {
    Ok(match work {
        wire::assignment::Work::ScenarioJson(json) => Work::Scenario(
            serde_json::from_slice(&json)
                .map_err(|source| FromWireError::Json { field: "assignment.scenario_json", source })?,
        ),
        wire::assignment::Work::Watch(chosen) => Work::Watch(watch(chosen)?),
    })
}

pub(super) fn list_processes(question: wire::ListProcesses) -> Result<ControllerMessage, FromWireError> {
    let wire::ListProcesses { request_id, device, cpu_over_ms } = question;
    Ok(ControllerMessage::ListProcesses {
        request: request_id,
        device: field::device(device, "list_processes.device")?,
        cpu_over: Duration::from_millis(cpu_over_ms),
    })
}

pub(super) fn processes_listed(listed: wire::ProcessesListed) -> Result<AgentMessage, FromWireError> {
    let wire::ProcessesListed { request_id, answer } = listed;
    let answer = match field::present(answer, "processes.answer")? {
        Answer::List(list) => Ok(process_list(list)?),
        Answer::Refusal(reason) => Err(reason),
    };
    Ok(AgentMessage::Processes { request: request_id, answer })
}

fn process_list(list: wire::ProcessList) -> Result<ProcessList, FromWireError> {
    let wire::ProcessList { taken_at_ms, cpu_over_ms, processes, unreadable, left_out } = list;
    Ok(ProcessList {
        taken_at: Timestamp::from_epoch_ms(taken_at_ms),
        cpu_over: Duration::from_millis(cpu_over_ms),
        processes: field::each(processes, |listed| {
            let wire::ListedProcess { process, started, has_browser_view } = listed;
            let info = samples::process(field::present(process, "processes.list.process")?)?;
            Ok(ListedProcess { info, started, has_browser_view })
        })?,
        unreadable,
        left_out,
    })
}

fn watch(watch: wire::Watch) -> Result<Watch, FromWireError> {
    const PROCESSES: &str = "assignment.watch.processes";
    const MODE: &str = "assignment.watch.mode";
    let wire::Watch { processes, mode, interval_ms, limit_ms } = watch;
    let processes = field::each(processes, |chosen| {
        let wire::ChosenProcess { pid, started, name } = chosen;
        Ok(ChosenProcess { pid: field::counted(pid, "assignment.watch.processes.pid")?, started, name })
    })?;
    if processes.is_empty() {
        return Err(FromWireError::Missing { field: PROCESSES });
    }
    let mode = match field::known::<wire::CollectionMode>(mode, MODE)? {
        wire::CollectionMode::System => CollectionMode::System,
        wire::CollectionMode::Browser => CollectionMode::Browser,
        wire::CollectionMode::Hybrid => CollectionMode::Hybrid,
        wire::CollectionMode::Unspecified => {
            return Err(FromWireError::UnknownValue { field: MODE, value: mode });
        }
    };
    Ok(Watch {
        processes,
        mode,
        interval: span(interval_ms, "assignment.watch.interval_ms")?,
        limit: span(limit_ms, "assignment.watch.limit_ms")?,
    })
}
