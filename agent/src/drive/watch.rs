//! A manual session on one device: chosen processes are measured until somebody stops it, its time is up, or none of them
//! is left. Starts no process and drives none.

use std::time::Duration;

use dataset::{Fallback, LogLevel, Unknown};
use protocol::{Assignment, Watch};
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::AbortOnDropHandle;

use super::chosen::{Found, find};
use super::iterate::Ending;
use super::job::JobEnvironment;
use super::narrator::Narrator;
use super::report::Measured;
use crate::chain::chain;
use crate::collect::{Chosen, Collector};

/// Items between collector and session; the collector waits for nobody and tells what it lost.
const COLLECTED: usize = 4096;
/// How long the collector may take to end in good order.
const GOOD_ORDER: Duration = Duration::from_secs(15);

/// Measures until the session ends, however it ends. `cancel` ends it as canceled, the environment's `finish` in the
/// ordinary way.
pub(crate) async fn run(
    watch: &Watch,
    assignment: &Assignment,
    environment: &JobEnvironment,
    narrator: &Narrator,
    cancel: &CancellationToken,
) -> Measured {
    let mut measured = Measured::begun(narrator.now());
    let Found { members, debugger_address, lost, mut fallbacks } = match find(watch, narrator.clock()).await {
        Ok(found) => found,
        Err(error) => return Measured::nothing(chain(&error), narrator.now()),
    };
    for text in &lost {
        narrator.log(LogLevel::Warn, "agent", text).await;
    }
    if members.is_empty() {
        return Measured::nothing("none of the chosen processes runs any more".to_owned(), narrator.now());
    }
    fallbacks.extend(lost.iter().map(|text| fallback("every chosen process", "those that still ran", text)));
    fallbacks.extend(earlier_attempt(assignment));
    let (out, collected) = mpsc::channel(COLLECTED);
    let relay = AbortOnDropHandle::new(tokio::spawn(narrator.clone().relay(collected)));
    let chosen = Chosen { members, debugger_address };
    let collector = match Collector::watch(&watch.collection(), chosen, narrator.clock(), out).await {
        Ok(collector) => collector,
        Err(error) => return Measured::nothing(chain(&error), narrator.now()),
    };
    let (ending, why) = tokio::select! {
        () = cancel.cancelled() => (Ending::Canceled, "the session was canceled".to_owned()),
        () = environment.finish.cancelled() => (Ending::Completed, "the session was stopped".to_owned()),
        () = collector.emptied() => {
            (Ending::Completed, "every chosen process has ended, and so has the session".to_owned())
        }
        () = sleep(watch.limit) => {
            (Ending::Completed, format!("the session reached its limit of {} s", watch.limit.as_secs_f64()))
        }
    };
    measured.ending = ending;
    measured.collection = timeout(GOOD_ORDER, collector.stop()).await.ok();
    if let Some(report) = &mut measured.collection {
        report.fallbacks.splice(0..0, fallbacks);
    }
    measured.ended_at = narrator.now();
    // Everything that the collector sent before it stopped is in the channel now.
    let _relayed = timeout(GOOD_ORDER, relay).await;
    narrator.log(LogLevel::Info, "agent", &why).await;
    measured.notes = Some(why);
    measured
}

/// What an agent that broke off had measured is not in the run of the attempt after it.
fn earlier_attempt(assignment: &Assignment) -> Option<Fallback> {
    let number = assignment.attempt.number.0;
    let reason = format!("attempt {} broke off, and what it measured is not in this run", number - 1);
    (number > 1).then(|| fallback("the whole session", "the part after an interruption", &reason))
}

fn fallback(wanted: &str, used: &str, reason: &str) -> Fallback {
    Fallback {
        wanted: wanted.to_owned(),
        used: used.to_owned(),
        reason: reason.to_owned(),
        unknown: Unknown::default(),
    }
}
