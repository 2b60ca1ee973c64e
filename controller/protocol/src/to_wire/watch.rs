//! Work, process lists and the questions for them to their protobuf form.

use std::time::Duration;

use scenarios::CollectionMode;

use super::{each, milliseconds};
use crate::generated as wire;
use crate::generated::processes_listed::Answer;
use crate::{ChosenProcess, DeviceId, ListedProcess, ProcessList, Watch, Work};

pub(super) fn work(work: Work) -> wire::assignment::Work {
    match work {
        Work::Scenario(scenario) => wire::assignment::Work::ScenarioJson(
            serde_json::to_vec(&scenario).expect("a scenario has only text for its map keys"),
        ),
        Work::Watch(watch) => wire::assignment::Work::Watch(watch.into()),
    }
}

pub(super) fn list_processes(request: u64, device: &DeviceId, cpu_over: Duration) -> wire::ListProcesses {
    let (request_id, cpu_over_ms) = (request, milliseconds(cpu_over));
    wire::ListProcesses { request_id, device: device.as_str().to_owned(), cpu_over_ms }
}

pub(super) fn processes_listed(request: u64, answer: Result<ProcessList, String>) -> wire::ProcessesListed {
    let answer = match answer {
        Ok(list) => Answer::List(list.into()),
        Err(refusal) => Answer::Refusal(refusal),
    };
    wire::ProcessesListed { request_id: request, answer: Some(answer) }
}

impl From<ProcessList> for wire::ProcessList {
    fn from(list: ProcessList) -> Self {
        let ProcessList { taken_at, cpu_over, processes, unreadable, left_out } = list;
        Self {
            taken_at_ms: taken_at.epoch_ms(),
            cpu_over_ms: milliseconds(cpu_over),
            processes: each(processes),
            unreadable,
            left_out,
        }
    }
}

impl From<ListedProcess> for wire::ListedProcess {
    fn from(listed: ListedProcess) -> Self {
        let ListedProcess { info, started, has_browser_view } = listed;
        Self { process: Some(info.into()), started, has_browser_view }
    }
}

impl From<Watch> for wire::Watch {
    fn from(watch: Watch) -> Self {
        let Watch { processes, mode, interval, limit } = watch;
        let mode = match mode {
            CollectionMode::System => wire::CollectionMode::System,
            CollectionMode::Browser => wire::CollectionMode::Browser,
            CollectionMode::Hybrid => wire::CollectionMode::Hybrid,
        };
        Self {
            processes: each(processes),
            mode: mode.into(),
            interval_ms: milliseconds(interval),
            limit_ms: milliseconds(limit),
        }
    }
}

impl From<ChosenProcess> for wire::ChosenProcess {
    fn from(chosen: ChosenProcess) -> Self {
        let ChosenProcess { pid, started, name } = chosen;
        Self { pid, started, name }
    }
}
