//! From what somebody chose to a session that can be queued: the device must be able, the processes must be the chosen ones.

use std::collections::BTreeMap;
use std::time::Duration;

use protocol::{ChosenProcess, ListedProcess, Watch};

use super::door::JobDoor;
use crate::http_api::access::caller::Caller;
use crate::http_api::state::ApiState;
use crate::http_api::view::session::{ChosenView, Mode, SessionRequestView};
use crate::http_api::wire::error::{ApiError, Code};
use crate::lease::{Device, Needs, Reason, why_not};
use crate::schedule::{JobKind, SessionRequest};
use crate::store::queue::{Job, JobFilter};

/// The session that the same request started before. Its processes may have ended since, so none is looked for.
pub(super) async fn earlier_session(
    state: &ApiState,
    caller: &Caller,
    request: &SessionRequestView,
) -> Result<Option<Job>, ApiError> {
    let Some(key) = &request.idempotency_key else { return Ok(None) };
    let filter = JobFilter {
        project: Some(caller.project.clone()),
        kind: Some(JobKind::Session),
        idempotency_key: Some(key.clone()),
        ..JobFilter::default()
    };
    let (earlier, _) = state.store.jobs(&filter, 0, 1).await?;
    Ok(earlier.into_iter().find(|job| is_same(job, request)))
}

/// What is asked of whom, with the names of the processes. Whoever asks learns at once what cannot be.
pub(super) async fn session_of(
    door: &JobDoor,
    caller: &Caller,
    device: Device,
    request: SessionRequestView,
) -> Result<SessionRequest, ApiError> {
    let mut watch = watch_of(&request);
    let work = protocol::Work::Watch(watch.clone());
    let needs = Needs::of_work(&work, Some(&device.id)).in_project(&caller.project);
    // A busy device takes the session as soon as it is free.
    let obstacle = why_not(&needs, &device).filter(|reason| !matches!(reason, Reason::Busy { .. }));
    if let Some(reason) = obstacle {
        let msg = format!("{} cannot take a session: {reason}", device.id);
        return Err(ApiError::new(Code::Conflict, msg));
    }
    let listed = door.processes(device.id.clone(), Duration::ZERO).await?.processes;
    let listed: BTreeMap<u32, ListedProcess> =
        listed.into_iter().map(|process| (process.info.pid, process)).collect();
    check_identity(&watch.processes, &listed)?;
    for chosen in &mut watch.processes {
        chosen.name.clone_from(&listed[&chosen.pid].info.name);
    }
    let asks_a_browser = watch.processes.iter().any(|chosen| listed[&chosen.pid].has_browser_view);
    if request.mode == Mode::Browser && !asks_a_browser {
        let msg = "none of the chosen processes belongs to a browser with a debugging address; choose the mode `system`, \
                   or start the browser with --remote-debugging-port";
        return Err(ApiError::new(Code::Conflict, msg));
    }
    Ok(SessionRequest {
        project: caller.project.clone(),
        device: device.id,
        watch,
        title: request.title,
        release: request.release,
        build: request.build,
        tags: request.tags,
        idempotency_key: request.idempotency_key,
    })
}

/// A pid alone may belong to a stranger by now.
fn check_identity(chosen: &[ChosenProcess], listed: &BTreeMap<u32, ListedProcess>) -> Result<(), ApiError> {
    let fault = |process: &ChosenProcess| match listed.get(&process.pid) {
        None => Some(format!("process {} does not run any more", process.pid)),
        Some(found) if found.started != process.started => Some(format!(
            "process {} is not the one that was chosen: that one has ended, and its number belongs to another ({})",
            process.pid, found.info.name
        )),
        Some(_) => None,
    };
    let faults: Vec<String> = chosen.iter().filter_map(fault).collect();
    if faults.is_empty() { Ok(()) } else { Err(ApiError::new(Code::Conflict, faults.join("\n"))) }
}

fn watch_of(request: &SessionRequestView) -> Watch {
    let chosen = |process: &ChosenView| ChosenProcess {
        pid: process.pid,
        started: process.started,
        name: String::new(),
    };
    Watch {
        processes: request.processes.iter().map(chosen).collect(),
        mode: request.mode.into(),
        interval: Duration::from_millis(request.interval_ms),
        limit: Duration::from_millis(request.max_duration_ms),
    }
}

fn is_same(job: &Job, request: &SessionRequestView) -> bool {
    let identities = |watch: &Watch| -> Vec<(u32, u64)> {
        watch.processes.iter().map(|process| (process.pid, process.started)).collect()
    };
    let asked = watch_of(request);
    let is_same_watch = job.watch.as_ref().is_some_and(|watch| {
        identities(watch) == identities(&asked)
            && (watch.mode, watch.interval, watch.limit) == (asked.mode, asked.interval, asked.limit)
    });
    is_same_watch
        && job.queued.needs.device.as_ref().is_some_and(|device| device.as_str() == request.device)
        && (&job.release, &job.build) == (&request.release, &request.build)
        && request.title.as_ref().is_none_or(|title| *title == job.title)
}
