//! Runs the work of a job in a task of its own, and ends whatever is left after it. Never lets a panic of the work
//! through.

use std::future::Future;

use dataset::LogLevel;
use protocol::AttemptRef;
use tokio::time::Duration;
use tokio_util::task::AbortOnDropHandle;

use super::guard::Guard;
use super::job::JobEnvironment;
use super::narrator::Narrator;
use super::process::marker::Marker;
use super::process::reap::reap;
use super::process::scratch::Scratch;
use super::report::Measured;
use crate::chain::chain;

const REAP_LIMIT: Duration = Duration::from_secs(10);

/// What the work measured; a panic in it is a failure of the infrastructure.
pub(crate) async fn guarded<F>(
    attempt: AttemptRef,
    environment: &JobEnvironment,
    narrator: &Narrator,
    work: impl FnOnce(Scratch) -> F,
) -> Measured
where
    F: Future<Output = Measured> + Send + 'static,
{
    let marker = Marker::Attempt(attempt.to_string());
    let scratch = match Scratch::make(&environment.folder) {
        Ok(scratch) => scratch,
        Err(error) => return Measured::nothing(chain(&error), narrator.now()),
    };
    let guard = match Guard::start(&environment.guard, &marker, &scratch).await {
        Ok(guard) => guard,
        Err(error) => {
            // Nothing was started; an empty folder of temporary files is swept at the agent's next start.
            let _removed = scratch.remove();
            return Measured::nothing(chain(&error), narrator.now());
        }
    };
    let task = AbortOnDropHandle::new(tokio::spawn(work(scratch.clone())));
    let measured = task.await.unwrap_or_else(|error| {
        let reason = format!("the agent failed while it ran the job: {error}");
        Measured::nothing(narrator.masked(&reason), narrator.now())
    });
    match clear(&marker, scratch).await {
        // The guard is not told that all is done: it tries once more when it is dropped here.
        Err(left) => narrator.log(LogLevel::Error, "agent", &left).await,
        Ok(()) => {
            // A guard that is gone already has nothing to do.
            let _released = guard.release().await;
        }
    }
    measured
}

/// Says what is left.
async fn clear(marker: &Marker, scratch: Scratch) -> Result<(), String> {
    let reaped = reap(marker, REAP_LIMIT).await.map_err(|error| chain(&error));
    let removed = tokio::task::spawn_blocking(move || scratch.remove()).await.map_err(std::io::Error::other);
    reaped?;
    removed.flatten().map_err(|error| format!("cannot remove the browser's folder: {error}"))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::process::Stdio;
    use std::sync::Arc;

    use protocol::{AttemptNumber, JobId};
    use tokio::process::Command;
    use tokio::sync::mpsc;
    use uuid::Uuid;

    use super::*;
    use crate::drive::guard::GuardCommand;
    use crate::drive::iterate::Ending;
    use crate::drive::process::marker::ATTEMPT_VARIABLE;
    use crate::drive::process::reap::survivors;
    use crate::drive::secrets::Secrets;

    #[tokio::test(flavor = "multi_thread")]
    async fn panic_in_a_job_is_infrastructure_and_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let environment = JobEnvironment {
            device: crate::device::simulated_adverts("test", 1).remove(0),
            folder: folder.path().to_owned(),
            allowed_programs: BTreeMap::new(),
            labels: BTreeMap::new(),
            agent_version: "0.0.0".to_owned(),
            // It reads its orders to the end, as a guard does, and has nothing to do.
            guard: GuardCommand { program: "/bin/cat".into(), arguments: Vec::new() },
            program_environment: BTreeMap::new(),
            finish: tokio_util::sync::CancellationToken::new(),
        };
        let job = JobId::new(Uuid::from_u128(u128::from(std::process::id())));
        let attempt = AttemptRef { job, number: AttemptNumber(1) };
        let (events, _inbox) = mpsc::channel(64);
        let narrator = Narrator::new(events, attempt, Arc::new(Secrets::default()));
        let (tell, told) = tokio::sync::oneshot::channel();
        let work = move |scratch: Scratch| async move {
            let mut child = Command::new("sleep");
            child.arg("1000").env(ATTEMPT_VARIABLE, attempt.to_string()).stdin(Stdio::null());
            child.spawn().unwrap();
            tell.send(scratch.path().to_owned()).unwrap();
            panic!("on purpose")
        };

        let measured = guarded(attempt, &environment, &narrator, work).await;

        let Ending::Infrastructure { reason } = &measured.ending else { panic!("{measured:?}") };
        assert!(reason.contains("the agent failed while it ran the job"), "{reason}");
        assert_eq!(survivors(&Marker::Attempt(attempt.to_string())).unwrap(), Vec::<u32>::new());
        assert!(!told.await.unwrap().exists());
    }
}
