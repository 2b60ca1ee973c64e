//! Looks every second which schedules are due, decides and starts their suites. A tick's fate and its jobs are written in
//! one go, so that nothing fires twice, whenever a controller ends and however many there are.

use std::time::Duration;

use dataset::Timestamp;
use protocol::Ids;
use tokio_util::sync::CancellationToken;

use super::cron::{Decision, Firing, decide};
use super::storage::{DueSchedule, Queue, ScheduleStorage, Settlement};
use super::suite::{StartOrder, SuiteStart, Trigger, start_suite};
use super::timetable::{Fate, SuiteRunId, Tick};
use crate::doors::chain;
use crate::lease::Clock;

const BETWEEN_LOOKS: Duration = Duration::from_secs(1);
/// After a look that failed: a database that is away is asked, and logged of, less often.
const AFTER_FAILURE: Duration = Duration::from_secs(10);
/// For the jobs of a suite run that gave way.
const GAVE_WAY: &str = "its schedule is due again and replaces the suite run that still worked";

/// Keeps every schedule until `shutdown`.
pub async fn keep(
    storage: impl ScheduleStorage,
    queue: impl Queue,
    (ids, clock): (Ids, Clock),
    shutdown: &CancellationToken,
) {
    loop {
        let went_well = turn(&storage, &queue, ids, clock()).await;
        let pause = if went_well { BETWEEN_LOOKS } else { AFTER_FAILURE };
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = shutdown.cancelled() => return,
        }
    }
}

/// One look at `now`. False if something could not be done; it is logged, and the next look tries again.
pub async fn turn(storage: &impl ScheduleStorage, queue: &impl Queue, ids: Ids, now: Timestamp) -> bool {
    let due = match storage.due(now).await {
        Ok(due) => due,
        Err(error) => {
            tracing::error!(error = chain(&error), "schedules cannot be looked at");
            return false;
        }
    };
    let (mut started, mut went_well) = (false, true);
    for due in due {
        let settlement = tokio::task::spawn_blocking(move || settlement(due, ids, now)).await;
        let settlement = settlement.expect("a suite of any content is parsed without a panic");
        match storage.settle(&settlement, now).await {
            Ok(settled) => {
                started |= settled && settlement.start.is_some();
                if settled {
                    tell(&settlement);
                }
            }
            Err(error) => {
                let schedule = settlement.seen.spec.name;
                tracing::error!(error = chain(&error), schedule, "the ticks of a schedule cannot be noted");
                went_well = false;
            }
        }
    }
    if started && let Err(error) = queue.submitted().await {
        tracing::warn!(error = chain(&error), "devices hear later of the jobs of a schedule");
    }
    give_way(storage, queue).await && went_well
}

/// Cancels what gave way; whoever ended in between is made up for here.
async fn give_way(storage: &impl ScheduleStorage, queue: &impl Queue) -> bool {
    let replaced = match storage.replaced().await {
        Ok(replaced) => replaced,
        Err(error) => {
            tracing::error!(error = chain(&error), "suite runs that gave way cannot be looked up");
            return false;
        }
    };
    for replaced in replaced {
        for job in replaced.jobs {
            if let Err(error) = queue.cancel(job, GAVE_WAY).await {
                tracing::error!(error = chain(&error), job_id = %job, "a job that gave way cannot be canceled");
                return false;
            }
        }
        if let Err(error) = storage.gave_way(replaced.run).await {
            tracing::error!(error = chain(&error), "it cannot be noted that a suite run gave way");
            return false;
        }
    }
    true
}

/// What is decided over a schedule, with the suite run of the tick that fires.
fn settlement(due: DueSchedule, ids: Ids, now: Timestamp) -> Settlement {
    let decision = decide(&due.schedule, due.working.is_some(), now);
    let Decision { mut ticks, fires, waiting, decided_until, next_at } = decision;
    let (mut start, mut replaces) = (None, None);
    let waited = fires.as_ref().filter(|firing| firing.waited).map(|firing| firing.due);
    if let Some(firing) = fires {
        let tick =
            |fate, reason, suite_run| Tick { due: firing.due, fate, reason, suite_run, decided_at: now };
        match start_of(&due, &firing, ids, now) {
            Ok(begun) => {
                ticks.push(tick(Fate::Fired, firing.reason.clone(), Some(begun.run.id)));
                replaces = due.working.filter(|_| firing.replaces);
                start = Some(begun);
            }
            Err(reason) => ticks.push(tick(Fate::Failed, Some(reason), None)),
        }
    }
    Settlement { seen: due.schedule, ticks, waited, start, replaces, decided_until, next_at, waiting }
}

fn start_of(due: &DueSchedule, firing: &Firing, ids: Ids, now: Timestamp) -> Result<SuiteStart, String> {
    let DueSchedule { schedule, suite, working: _, archived } = due;
    let name = &schedule.spec.suite;
    if *archived {
        return Err(format!("the project `{}` is archived", schedule.project));
    }
    let Some(suite) = suite else { return Err(format!("there is no suite `{name}` any more")) };
    let suite = suite.parse().map_err(|mistakes| format!("the suite `{name}` cannot be read: {mistakes}"))?;
    let order = StartOrder {
        id: SuiteRunId(ids.uuid()),
        project: schedule.project.clone(),
        trigger: Trigger::Schedule { id: schedule.id, name: schedule.spec.name.clone(), due: firing.due },
        words: schedule.spec.words.clone(),
        idempotency_key: None,
    };
    start_suite(suite, order, now, || ids.job()).map_err(|mistakes| {
        let told: Vec<String> = mistakes.iter().map(ToString::to_string).collect();
        told.join("; ")
    })
}

fn tell(settlement: &Settlement) {
    let schedule = &settlement.seen.spec.name;
    for tick in &settlement.ticks {
        let (due, fate, reason) = (tick.due, tick.fate.word(), tick.reason.as_deref());
        match tick.fate {
            Fate::Fired | Fate::Waiting => tracing::info!(schedule, %due, fate, reason, "a schedule was due"),
            Fate::Skipped | Fate::Missed | Fate::Failed => {
                tracing::warn!(schedule, %due, fate, reason, "a schedule was due and started nothing");
            }
        }
    }
}
