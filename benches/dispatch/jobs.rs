//! Jobs that are submitted and followed to their end. Never polls while the time that counts goes by.

use std::time::{Duration, SystemTime};

use anyhow::{Context, bail};
use dataset::Timestamp;
use serde_json::{Value, json};

use crate::clock::{now, pause};
use crate::lab::Lab;

const PATIENCE: Duration = Duration::from_mins(2);
/// Long enough for the first step to have been told before anybody asks.
const HANDS_OFF: Duration = Duration::from_millis(30);
const BETWEEN_LOOKS: Duration = Duration::from_millis(5);
/// Step times are whole milliseconds, cut off; on average they lie so much later.
const CUT_OFF_MS: f64 = 0.5;

/// Where a job runs.
#[derive(Clone, Copy)]
pub(crate) enum Device {
    /// No browser: the control plane alone.
    Simulated,
    /// A real one, with its start.
    Browser,
}

impl Device {
    fn scenario(self) -> &'static str {
        match self {
            Self::Simulated => {
                "name: dispatch\nbrowser: {kind: simulated}\nwarmup: 0\niterations: 1\nbaseline: none\nsteps:\n  - sleep: 1ms\n"
            }
            Self::Browser => {
                "name: dispatch-browser\nwarmup: 0\niterations: 1\nbaseline: none\nsteps:\n  - sleep: 1ms\n"
            }
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Simulated => "bench/simulated-1",
            Self::Browser => "bench/host",
        }
    }
}

/// Time from before the submission until the agent begins the first step, ms. Both read the same clock.
pub(crate) async fn until_first_step(lab: &Lab, device: Device) -> anyhow::Result<f64> {
    lab.until_ready(device.name()).await?;
    let submitted_ms = epoch_ms()?;
    let answer = lab.ask("/api/v1/jobs", Some(&json!({"scenario": device.scenario()}))).await?;
    let job = answer["jobs"][0].as_str().context("the controller names the job")?;
    pause(HANDS_OFF);
    until_completed(lab, job).await?;
    Ok(first_step_ms(lab, job).await? + CUT_OFF_MS - submitted_ms)
}

/// Time of one request that asks for nearly nothing, ms.
pub(crate) async fn round_trip(lab: &Lab) -> anyhow::Result<f64> {
    let begun = now();
    lab.ask("/api/health", None).await?;
    Ok((now() - begun).as_secs_f64() * 1000.0)
}

/// Time from the submission of `count` jobs in one request until the last of them has ended and its run is stored.
pub(crate) async fn burst(lab: &Lab, count: usize) -> anyhow::Result<Duration> {
    let numbers: Vec<String> = (0..count).map(|number| number.to_string()).collect();
    let parameters = format!("parameters: {{number: [{}]}}\n", numbers.join(", "));
    let scenario = format!("{parameters}{}", Device::Simulated.scenario());
    let begun = now();
    lab.ask("/api/v1/jobs", Some(&json!({"scenario": scenario}))).await?;
    loop {
        let done = lab.ask("/api/v1/jobs?state=completed&page_size=1", None).await?;
        let total = done["pagination"]["total"].as_u64().context("a list tells its length")?;
        if total >= u64::try_from(count)? {
            return Ok(now() - begun);
        }
        if now() - begun > PATIENCE {
            bail!("only {total} of {count} jobs were done within {} s", PATIENCE.as_secs());
        }
        pause(Duration::from_millis(50));
    }
}

/// When the agent began the first step, ms since 1970. The log is written behind the job.
async fn first_step_ms(lab: &Lab, job: &str) -> anyhow::Result<f64> {
    let begun = now();
    loop {
        let log = lab.ask(&format!("/api/v1/jobs/{job}/log"), None).await?;
        let lines = log["lines"].as_array().context("the log has lines")?;
        if let Some(first) = lines.iter().find(|line| line["kind"] == "step") {
            let at: Timestamp = first["at"].as_str().context("a line has a time")?.parse()?;
            return Ok(at.epoch_ms() as f64);
        }
        if now() - begun > PATIENCE {
            bail!("the job told no step within {} s", PATIENCE.as_secs());
        }
        pause(BETWEEN_LOOKS);
    }
}

async fn until_completed(lab: &Lab, job: &str) -> anyhow::Result<()> {
    let begun = now();
    loop {
        let detail: Value = lab.ask(&format!("/api/v1/jobs/{job}"), None).await?;
        match detail["state"].as_str() {
            Some("completed") => return Ok(()),
            Some("queued" | "assigned" | "running") if now() - begun < PATIENCE => pause(BETWEEN_LOOKS),
            state => bail!("the job is {}: {}", state.unwrap_or("nowhere"), detail["reason"]),
        }
    }
}

/// The wall clock, since agent and bench are two processes.
#[expect(clippy::disallowed_methods, reason = "a bench is the edge that owns its clock")]
fn epoch_ms() -> anyhow::Result<f64> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    Ok(since.context("the clock stands after 1970")?.as_secs_f64() * 1000.0)
}
