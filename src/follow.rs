//! Watches jobs until they end: their log as it grows, their verdicts when they are made. Ctrl-C cancels them.

use std::time::Duration;

use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::client::{Client, Refused};
use crate::exit::{Exit, FailWith, Failure};
use crate::print;
use crate::progress::Progress;
use crate::report::{Ending, JobReport, Judgment};

/// Pause between two looks.
const PAUSE: Duration = Duration::from_millis(200);
/// Looks for the verdict after the job's end; it is made within the storing of the run.
const VERDICT_LOOKS: u32 = 50;

/// What a submission became.
#[derive(Debug, Deserialize)]
pub(crate) struct Submitted {
    /// Ids of the jobs, one per combination of the matrix.
    pub(crate) jobs: Vec<String>,
}

/// A job as the API tells it.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Job {
    id: String,
    scenario: String,
    title: String,
    /// Where it stands, in the API's word.
    pub(crate) state: String,
    /// Why it ended so, where that needs a reason.
    pub(crate) reason: Option<String>,
    waiting_for: Option<String>,
    /// The run that counts.
    pub(crate) run_id: Option<String>,
}

#[derive(Deserialize)]
struct Log {
    lines: Vec<Line>,
    next: i64,
}

#[derive(Deserialize)]
struct Line {
    kind: String,
    level: String,
    source: String,
    message: String,
}

impl Job {
    /// Where it stands and, while it waits, for what.
    fn told(&self) -> String {
        match &self.waiting_for {
            Some(reason) => format!("{}: {reason}", self.state),
            None => self.state.clone(),
        }
    }
}

impl Line {
    fn text(&self) -> String {
        format!("{}: {}", self.source, self.message)
    }
}

/// Watches every job to its end.
pub(crate) async fn follow(client: &Client, submitted: &Submitted) -> Result<Vec<JobReport>, Failure> {
    let mut reports = Vec::with_capacity(submitted.jobs.len());
    for job in &submitted.jobs {
        let ended = tokio::select! {
            ended = watch(client, job) => ended?,
            signal = tokio::signal::ctrl_c() => {
                signal.context("cannot listen for Ctrl-C").fail_with(Exit::Infrastructure)?;
                cancel(client, submitted).await?;
                watch(client, job).await?
            }
        };
        reports.push(report(client, ended).await?);
    }
    Ok(reports)
}

async fn cancel(client: &Client, submitted: &Submitted) -> Result<(), Failure> {
    print::notice("interrupted: canceling");
    for job in &submitted.jobs {
        let path = format!("/api/v1/jobs/{job}/cancel");
        let canceled: anyhow::Result<Value> =
            client.post(&path, &json!({"reason": "interrupted at the command line"})).await;
        match canceled {
            // A job of the matrix that is over already stays as it is.
            Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.code == 1002) => {}
            other => drop(other.fail_with(Exit::Infrastructure)?),
        }
    }
    Ok(())
}

/// Follows one job until nothing can change any more.
pub(crate) async fn watch(client: &Client, job: &str) -> Result<Job, Failure> {
    let mut progress = Progress::new();
    let mut read_up_to = 0;
    let mut patience = Patience::default();
    loop {
        let looked = look(client, job, &mut read_up_to, &mut progress).await;
        match looked {
            Ok(now) if is_over(&now.state) => {
                progress.end();
                return Ok(now);
            }
            Ok(now) => {
                patience = Patience::default();
                progress.state(&now.title, &now.told());
            }
            // A controller that is being restarted comes back to its jobs; one that never does is told of.
            Err(error) => patience.lose(error)?,
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn look(
    client: &Client,
    job: &str,
    read_up_to: &mut i64,
    progress: &mut Progress,
) -> anyhow::Result<Job> {
    let now: Job = client.get(&format!("/api/v1/jobs/{job}")).await?;
    loop {
        let log: Log = client.get(&format!("/api/v1/jobs/{job}/log?after={read_up_to}")).await?;
        if log.lines.is_empty() {
            return Ok(now);
        }
        *read_up_to = log.next;
        log.lines.iter().for_each(|line| progress.line(&line.kind, &line.level, &line.text()));
    }
}

/// How often in a row a controller may fail to answer.
#[derive(Default)]
struct Patience {
    failures: u32,
}

impl Patience {
    const LIMIT: u32 = 150;

    fn lose(&mut self, error: anyhow::Error) -> Result<(), Failure> {
        self.failures += 1;
        let refused = error.downcast_ref::<Refused>().is_some_and(|refused| refused.code != 1005);
        if refused || self.failures > Self::LIMIT {
            return Err(Failure { exit: Exit::Infrastructure, error });
        }
        Ok(())
    }
}

fn is_over(state: &str) -> bool {
    !matches!(state, "queued" | "assigned" | "running")
}

async fn report(client: &Client, job: Job) -> Result<JobReport, Failure> {
    let reason = job.reason.clone().unwrap_or_else(|| "no reason was given".to_owned());
    let ending = match job.state.as_str() {
        "completed" => Ending::Completed,
        "failed" | "timed_out" => Ending::ScenarioFailed { reason },
        "canceled" => Ending::Canceled,
        _ => Ending::Infrastructure { reason },
    };
    let verdict = match &job.run_id {
        Some(run) if ending == Ending::Completed => {
            verdict_of(client, run).await.fail_with(Exit::Infrastructure)?
        }
        Some(_) | None => None,
    };
    let url = job.run_id.as_ref().map(|run| client.page(&format!("/runs/{run}")));
    Ok(JobReport {
        job_id: job.id,
        scenario: job.scenario,
        title: job.title,
        ending,
        run_id: job.run_id,
        url,
        verdict,
    })
}

/// The stored verdict of a run, or none where its scenario wants none.
async fn verdict_of(client: &Client, run: &str) -> anyhow::Result<Option<Judgment>> {
    let path = format!("/api/v1/runs/{run}/verdict");
    for _ in 0..VERDICT_LOOKS {
        match client.get::<Judgment>(&path).await {
            Ok(judgment) => return Ok(Some(judgment)),
            Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.code == 1001) => {}
            Err(error) => return Err(error),
        }
        tokio::time::sleep(PAUSE).await;
    }
    Ok(None)
}
