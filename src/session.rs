//! `perfsight session`: shows the processes of a device, watches chosen ones, ends the watching. Measures nothing itself.

use std::fmt::Write as _;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::cli::{ProcessesArgs, SessionAction, SessionArgs, StartArgs, StopArgs};
use crate::client::{Client, Refused};
use crate::exit::{CommandResult, Exit, FailWith, Failure};
use crate::follow::{Job, watch};
use crate::lifetime::lifetime;
use crate::print;

/// Error code of what is over already.
const OVER: u32 = 1002;

/// The processes of a device as the API tells them.
#[derive(Deserialize)]
struct Listed {
    processes: Vec<Process>,
    unreadable: u32,
    left_out: u32,
}

#[derive(Clone, Deserialize)]
struct Process {
    pid: u32,
    started: u64,
    name: String,
    #[serde(rename = "type")]
    kind: String,
    title: Option<String>,
    cpu_percent: Option<f64>,
    memory_rss_bytes: Option<u64>,
}

#[derive(Deserialize)]
struct Started {
    id: String,
}

/// Does what was asked of sessions.
pub(crate) async fn session(args: SessionArgs) -> CommandResult {
    match args.action {
        SessionAction::Processes(args) => processes(&args).await,
        SessionAction::Start(args) => start(&args).await,
        SessionAction::Stop(args) => stop(&args).await,
    }
}

async fn processes(args: &ProcessesArgs) -> CommandResult {
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    if args.json {
        let list: Value = client.get(&address(&args.device)).await.fail_with(Exit::Infrastructure)?;
        print::answer(serde_json::to_string_pretty(&list).fail_with(Exit::Infrastructure)?);
        return Ok(Exit::Passed);
    }
    let list: Listed = client.get(&address(&args.device)).await.fail_with(Exit::Infrastructure)?;
    print::answer(table(list, args.top));
    Ok(Exit::Passed)
}

async fn start(args: &StartArgs) -> CommandResult {
    let limit = lifetime(&args.limit).fail_with(Exit::Usage)?;
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    let list: Listed = client.get(&address(&args.device)).await.fail_with(Exit::Infrastructure)?;
    let chosen = chosen(&list.processes, &args.pids).fail_with(Exit::Usage)?;
    let body = json!({
        "device": args.device,
        "processes": chosen.iter().map(|one| json!({"pid": one.pid, "started": one.started})).collect::<Vec<_>>(),
        "mode": args.mode.word(),
        "interval_ms": args.interval_ms,
        "max_duration_ms": limit.as_secs() * 1_000,
        "title": args.title,
        "release": args.labels.release,
        "build": args.labels.build,
        "tags": args.labels.all_tags(),
    });
    let started = client.post("/api/v1/sessions", &body).await.context("cannot start the session");
    let Started { id } = started.fail_with(Exit::Infrastructure)?;
    if args.detach {
        print::answer(id);
        return Ok(Exit::Passed);
    }
    print::notice(format_args!("watching {} processes; Ctrl-C ends the session", chosen.len()));
    let ended = tokio::select! {
        ended = watch(&client, &id) => ended?,
        signal = tokio::signal::ctrl_c() => {
            signal.context("cannot listen for Ctrl-C").fail_with(Exit::Infrastructure)?;
            finish(&client, &id).await.fail_with(Exit::Infrastructure)?;
            watch(&client, &id).await?
        }
    };
    tell(&client, &ended, args).await
}

async fn stop(args: &StopArgs) -> CommandResult {
    let client = Client::new(&args.at.controller, args.at.token.clone()).fail_with(Exit::Usage)?;
    finish(&client, &args.id).await.fail_with(Exit::Infrastructure)?;
    let ended = watch(&client, &args.id).await?;
    told(&client, &ended)
}

/// A session that has ended by itself meanwhile is as good as stopped.
async fn finish(client: &Client, id: &str) -> anyhow::Result<()> {
    let path = format!("/api/v1/sessions/{}/stop", escaped(id));
    let body = json!({"reason": "stopped at the command line"});
    match client.post::<Value>(&path, &body).await {
        Err(error) if error.downcast_ref::<Refused>().is_some_and(|refused| refused.code == OVER) => Ok(()),
        other => other.map(drop),
    }
}

async fn tell(client: &Client, ended: &Job, args: &StartArgs) -> CommandResult {
    let exit = told(client, ended)?;
    if let (Some(path), Some(run)) = (&args.output, &ended.run_id) {
        let dataset = client.download(&format!("/api/v1/runs/{run}/download?form=json")).await;
        let dataset = dataset.fail_with(Exit::Infrastructure)?;
        let written = tokio::fs::write(path, dataset).await;
        written.with_context(|| format!("cannot write `{}`", path.display())).fail_with(Exit::Usage)?;
    }
    Ok(exit)
}

fn told(client: &Client, ended: &Job) -> CommandResult {
    match &ended.run_id {
        Some(run) => print::answer(client.page(&format!("/runs/{run}"))),
        None => print::notice("the session left no run"),
    }
    if ended.state == "completed" {
        return Ok(Exit::Passed);
    }
    let reason = ended.reason.as_deref().unwrap_or("no reason was given");
    let error = anyhow::anyhow!("the session ended as {}: {reason}", ended.state);
    let exit = if ended.state == "canceled" { Exit::Interrupted } else { Exit::Infrastructure };
    Err(Failure { exit, error })
}

fn chosen(listed: &[Process], pids: &[u32]) -> anyhow::Result<Vec<Process>> {
    let find = |pid: &u32| match listed.iter().find(|process| process.pid == *pid) {
        Some(process) => Ok(process.clone()),
        None => bail!("no process {pid} runs there; `perfsight session processes` shows which do"),
    };
    pids.iter().map(find).collect()
}

fn address(device: &str) -> String {
    format!("/api/v1/devices/{}/processes", escaped(device))
}

/// One part of a path: whatever is neither letter nor digit is escaped.
fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut path, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            path.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _written = write!(path, "%{byte:02X}");
        }
        path
    })
}

fn table(list: Listed, top: usize) -> String {
    let Listed { mut processes, unreadable, left_out } = list;
    processes.sort_by(|one, other| {
        let cpu = |process: &Process| process.cpu_percent.unwrap_or_default();
        cpu(other).total_cmp(&cpu(one)).then(other.memory_rss_bytes.cmp(&one.memory_rss_bytes))
    });
    let mut lines = vec![format!(
        "{:>8} {:>7} {:>9}  {:<9} {:<16} {}",
        "PID", "CPU %", "RSS MiB", "TYPE", "NAME", "TITLE"
    )];
    lines.extend(processes.iter().take(top).map(line));
    let hidden = processes.len().saturating_sub(top);
    let rest = [
        (hidden as u64, "more; --top shows them"),
        (u64::from(left_out), "that the list had no room for"),
        (u64::from(unreadable), "that the agent may not read"),
    ];
    lines.extend(rest.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")));
    lines.join("\n")
}

fn line(process: &Process) -> String {
    let cpu = process.cpu_percent.map_or_else(|| "-".to_owned(), |percent| format!("{percent:.1}"));
    let memory = process.memory_rss_bytes.map_or_else(|| "-".to_owned(), |bytes| (bytes >> 20).to_string());
    let title = process.title.as_deref().unwrap_or_default();
    let line =
        format!("{:>8} {cpu:>7} {memory:>9}  {:<9} {:<16} {title}", process.pid, process.kind, process.name);
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn process(pid: u32, cpu: f64, title: Option<&str>) -> Process {
        Process {
            pid,
            started: 1,
            name: "chromium".to_owned(),
            kind: "Renderer".to_owned(),
            title: title.map(ToOwned::to_owned),
            cpu_percent: Some(cpu),
            memory_rss_bytes: Some(5 << 20),
        }
    }

    #[test]
    fn the_busiest_processes_stand_first_and_what_is_not_shown_is_counted() {
        let processes = vec![process(1, 0.5, None), process(2, 99.44, Some("Shop")), process(3, 7.0, None)];
        let text = table(Listed { processes, unreadable: 4, left_out: 0 }, 2);
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "       2    99.4         5  Renderer  chromium         Shop",
                "       3     7.0         5  Renderer  chromium",
                "1 more; --top shows them",
                "4 that the agent may not read"
            ]
        );
    }

    #[test]
    fn a_device_is_one_part_of_the_address() {
        assert_eq!(address("lab 1/host"), "/api/v1/devices/lab%201%2Fhost/processes");
    }

    #[test]
    fn a_pid_that_does_not_run_is_named() {
        let listed = [process(7, 0.0, None)];
        assert_eq!(chosen(&listed, &[7]).unwrap().len(), 1);
        let error = chosen(&listed, &[7, 9]).err().unwrap().to_string();
        assert!(error.starts_with("no process 9 runs there"), "{error}");
    }
}
