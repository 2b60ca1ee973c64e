//! A person watches processes by hand: exactly those are in the run, and nothing that is killed meanwhile costs it.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

use crate::lab::{TestLab, wait_for};

const DEVICE: &str = "bench/host";
const PROCESSES: &str = "/api/v1/devices/bench%2Fhost/processes";

/// A process of the story's own; dropping it ends it.
struct Own(Child);

impl Own {
    /// A shell with this script. One that reads waits for ever.
    fn shell(script: &str) -> Self {
        let mut command = Command::new("sh");
        command.args(["-c", script]).stdin(Stdio::piped()).stdout(Stdio::null());
        Self(command.spawn().expect("a shell starts"))
    }

    fn busy() -> Self {
        Self::shell("while :; do :; done")
    }

    fn idle() -> Self {
        Self::shell("read line")
    }

    /// Holds 60 MB in a variable.
    fn holding() -> Self {
        Self::shell("held=$(head -c 60000000 /dev/zero | tr '\\0' x); read line; echo $held")
    }

    fn pid(&self) -> u32 {
        self.0.id()
    }

    fn end(mut self) {
        self.0.kill().expect("it is killed");
        self.0.wait().expect("it is reaped");
    }
}

impl Drop for Own {
    fn drop(&mut self) {
        let _already_gone = self.0.kill();
        let _reaped = self.0.wait();
    }
}

/// A process as the list shows it.
fn listed(lab: &TestLab, pid: u32) -> Value {
    let list = lab.api(PROCESSES);
    let found = list["processes"].as_array().expect("a list").iter().find(|process| process["pid"] == pid);
    found.cloned().expect("whatever runs is listed")
}

/// Starts a session on these processes, as the list names them, and waits until it measures.
fn start(lab: &TestLab, mode: &str, processes: &[&Own]) -> String {
    let list = lab.api(PROCESSES);
    let pids: Vec<u32> = processes.iter().map(|process| process.pid()).collect();
    let listed = list["processes"].as_array().expect("a list").iter();
    let chosen: Vec<Value> = listed
        .filter(|process| pids.iter().any(|pid| process["pid"] == *pid))
        .map(|process| json!({"pid": process["pid"], "started": process["started"]}))
        .collect();
    let body =
        json!({"device": DEVICE, "processes": chosen, "mode": mode, "interval_ms": 100, "release": "7.1"});
    let (status, answer) = lab.post("/api/v1/sessions", &lab.token, &body);
    assert_eq!(status, 201, "{answer}");
    let session = answer["data"]["id"].as_str().expect("an id").to_owned();
    measured(lab, &session, 1, 5);
    session
}

/// Waits until an attempt has streamed at least so many batches; gives their times.
fn measured(lab: &TestLab, session: &str, attempt: u32, batches: usize) -> Vec<Value> {
    let file: PathBuf = lab.folder().join("attempts").join(format!("{session}#{attempt}/samples.jsonl"));
    wait_for("samples", || {
        let text = std::fs::read_to_string(&file).ok()?;
        let lines = text.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
        let times: Vec<Value> = lines
            .flat_map(|line| line["batches"].as_array().cloned().unwrap_or_default())
            .map(|batch| batch["timestamp"].clone())
            .collect();
        (times.len() >= batches).then_some(times)
    })
}

fn stop(lab: &TestLab, session: &str) {
    let (status, answer) = lab.post(&format!("/api/v1/sessions/{session}/stop"), &lab.token, &json!({}));
    assert_eq!((status, &answer["data"]["state"]), (200, &json!("stopping")), "{answer}");
}

/// Waits until the session is over; gives its Dataset.
fn dataset(lab: &TestLab, session: &str) -> Value {
    let ended = wait_for("the end of the session", || {
        let session = lab.api(&format!("/api/v1/sessions/{session}"));
        (!["queued", "assigned", "running"].contains(&session["state"].as_str()?)).then_some(session)
    });
    assert_eq!(ended["state"], "completed", "{ended}\n{}", lab.logged("bench"));
    let run = ended["run_id"].as_str().expect("a run");
    let text = lab.get(&format!("/api/v1/runs/{run}/download?form=json"));
    serde_json::from_str(&text).expect("a Dataset")
}

/// Process ids of the run, and those that its samples hold.
fn pids(dataset: &Value) -> (BTreeSet<u64>, BTreeSet<u64>) {
    let report = &dataset["report"];
    let processes = report["processes"].as_array().expect("processes").iter();
    let sampled = report["metrics"].as_array().expect("samples").iter();
    let sampled = sampled.flat_map(|batch| batch["metrics"].as_object().expect("points").keys());
    (
        processes.map(|process| process["pid"].as_u64().expect("a number")).collect(),
        sampled.map(|pid| pid.parse().expect("a number")).collect(),
    )
}

fn assert_watched(dataset: &Value, processes: &[u32]) {
    let expected: BTreeSet<u64> = processes.iter().copied().map(u64::from).collect();
    assert_eq!(pids(dataset), (expected.clone(), expected));
}

/// Times at which a process was sampled.
fn times(dataset: &Value, pid: u32) -> Vec<&Value> {
    let batches = dataset["report"]["metrics"].as_array().expect("samples").iter();
    let of_it = batches.filter(|batch| batch["metrics"].get(pid.to_string()).is_some());
    of_it.map(|batch| &batch["timestamp"]).collect()
}

/// Ticks of CPU time that a process has used.
fn ticks(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).expect("it runs");
    let fields: Vec<&str> = stat.rsplit_once(')').expect("a name").1.split_whitespace().collect();
    [11, 12].iter().map(|field| fields[*field].parse::<f64>().expect("a number")).sum()
}

fn resident_kb(pid: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("it runs");
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).expect("a line");
    line.split_whitespace().nth(1).expect("a number").parse().expect("a number")
}

#[test]
fn list_shows_what_proc_says_of_busy_idle_and_large_processes() {
    let lab = TestLab::with_agent();
    let (busy, idle, holding) = (Own::busy(), Own::idle(), Own::holding());
    wait_for("the memory to be held", || (resident_kb(holding.pid()) > 60_000.0).then_some(()));
    let large = listed(&lab, holding.pid());
    let told = large["memory_rss_bytes"].as_f64().expect("memory") / 1024.0;
    assert!((told / resident_kb(holding.pid()) - 1.0).abs() < 0.02, "{large}");
    assert_eq!((&large["type"], &large["name"]), (&json!("Other"), &json!("sh")));
    let calm = listed(&lab, idle.pid());
    assert!(calm["cpu_percent"].as_f64().is_some_and(|percent| percent < 1.0), "{calm}");
    // Whoever else is at work on the machine may take more of one half of the time than of the other.
    wait_for("a list that agrees with /proc on the busy process", || {
        let (clock, before) = (uptime(), ticks(busy.pid()));
        let told = listed(&lab, busy.pid())["cpu_percent"].as_f64()?;
        let share = (ticks(busy.pid()) - before) / (uptime() - clock);
        (share > 3.0 && (0.67..1.5).contains(&(told / share))).then_some(())
    });
}

/// Seconds since the machine began.
fn uptime() -> f64 {
    let text = std::fs::read_to_string("/proc/uptime").expect("it is there");
    text.split_whitespace().next().expect("a number").parse().expect("a number")
}

#[test]
fn killed_process_ends_its_series_and_the_others_go_on_until_stop() {
    let lab = TestLab::with_agent();
    let (busy, idle, holding) = (Own::busy(), Own::idle(), Own::holding());
    let all = [busy.pid(), idle.pid(), holding.pid()];
    let session = start(&lab, "system", &[&busy, &idle, &holding]);
    let live = format!("/api/v1/jobs/{session}/live");
    let events = std::thread::scope(|scope| {
        let watching = scope.spawn(|| lab.get(&live));
        busy.end();
        let batches = measured(&lab, &session, 1, 1).len();
        let ended = format!("process {} (sh) ended", all[0]);
        wait_for("the log to tell of it", || {
            lab.get(&format!("/api/v1/jobs/{session}/log")).contains(&ended).then_some(())
        });
        measured(&lab, &session, 1, batches + 5);
        stop(&lab, &session);
        watching.join().expect("the events end with the session")
    });
    assert!(events.contains("event: samples") && events.contains("event: end"), "{events}");
    let dataset = dataset(&lab, &session);
    assert_watched(&dataset, &all);
    let report = &dataset["report"];
    assert!(times(&dataset, all[0]).len() < times(&dataset, all[1]).len(), "its series ended earlier");
    assert_eq!(report["outcome"]["status"], "completed");
    let context = &report["meta"]["test_context"];
    assert_eq!(context["scenario_name"], "manual session");
    assert_eq!(
        (&context["notes"], &context["tags"]),
        (&json!("the session was stopped"), &json!(["release:7.1"]))
    );
    let run = lab.api("/api/v1/runs?scenario=manual%20session");
    assert_eq!((&run["pagination"]["total"], &run["items"][0]["verdict"]), (&json!(1), &Value::Null));
}

#[test]
fn session_without_a_browser_to_ask_says_so_and_ends_with_its_last_process() {
    let lab = TestLab::with_agent();
    let idle = Own::idle();
    let pid = idle.pid();
    let session = start(&lab, "hybrid", &[&idle]);
    idle.end();
    let dataset = dataset(&lab, &session);
    assert_watched(&dataset, &[pid]);
    let meta = &dataset["report"]["meta"];
    assert_eq!(meta["test_context"]["notes"], "every chosen process has ended, and so has the session");
    let fallback = &meta["collection"]["fallbacks"][0];
    assert_eq!((&fallback["wanted"], &fallback["used"]), (&json!("hybrid"), &json!("system")), "{meta}");
}

#[test]
fn killed_agent_takes_the_session_up_again_and_says_what_is_missing() {
    let mut lab = TestLab::with_agent();
    let idle = Own::idle();
    let session = start(&lab, "system", &[&idle]);
    lab.kill_agent(0);
    lab.start_agent("bench");
    measured(&lab, &session, 2, 5);
    stop(&lab, &session);
    let dataset = dataset(&lab, &session);
    assert_watched(&dataset, &[idle.pid()]);
    let fallbacks = dataset["report"]["meta"]["collection"]["fallbacks"].to_string();
    assert!(fallbacks.contains("attempt 1 broke off"), "{fallbacks}");
}

#[test]
fn killed_controller_comes_back_to_a_session_that_has_lost_nothing() {
    let mut lab = TestLab::with_agent();
    let idle = Own::idle();
    let session = start(&lab, "system", &[&idle]);
    let before = measured(&lab, &session, 1, 10);
    lab.kill_and_restart_controller();
    measured(&lab, &session, 1, before.len() + 10);
    stop(&lab, &session);
    let dataset = dataset(&lab, &session);
    assert_watched(&dataset, &[idle.pid()]);
    let batches = dataset["report"]["metrics"].as_array().expect("samples").iter();
    let kept: Vec<&Value> = batches.map(|batch| &batch["timestamp"]).collect();
    assert!(before.iter().all(|time| kept.contains(&time)), "{before:?} in {kept:?}");
    assert!(dataset["report"]["meta"]["collection"]["fallbacks"].as_array().is_none_or(Vec::is_empty));
}

#[test]
fn strangers_get_neither_list_nor_session_and_a_stranger_process_is_none_that_was_chosen() {
    let lab = TestLab::with_agent();
    let idle = Own::idle();
    let process = listed(&lab, idle.pid());
    let started = process["started"].as_u64().expect("a number");
    let chosen =
        |started: u64| json!({"device": DEVICE, "processes": [{"pid": idle.pid(), "started": started}]});
    let (status, answer) = lab.post("/api/v1/sessions", &lab.token, &chosen(started + 1));
    assert_eq!((status, &answer["code"]), (409, &json!(1002)), "{answer}");
    assert!(answer["msg"].as_str().expect("words").contains("is not the one that was chosen"), "{answer}");
    let create = ["token", "create", "--project", "other", "--scope", "read,run", "--data"];
    let changed = |arguments: &[&str]| {
        let output = lab.command(arguments).arg(lab.folder()).output().expect("perfsight runs");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8_lossy(&output.stdout).trim().to_owned()
    };
    changed(&["project", "create", "other", "--data"]);
    let token = changed(&create);
    let (status, answer) = lab.post("/api/v1/sessions", &token, &chosen(started));
    assert_eq!((status, &answer["code"]), (404, &json!(1001)), "{answer}");
    assert_eq!(lab.api("/api/v1/jobs")["pagination"]["total"], 0);
}

#[test]
fn session_is_chosen_watched_and_stopped_from_the_command_line() {
    let lab = TestLab::with_agent();
    let idle = Own::idle();
    let pid = idle.pid().to_string();
    let said = |arguments: &[&str]| {
        let output = lab.perfsight(arguments);
        assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).expect("text").trim().to_owned()
    };
    let list = said(&["session", "processes", DEVICE, "--top", "100000"]);
    assert!(list.lines().any(|line| line.trim_start().starts_with(&format!("{pid} "))), "{list}");

    let file = lab.folder().join("session.json");
    let path = file.to_str().expect("UTF-8");
    let ended =
        said(&["session", "start", DEVICE, &pid, "--limit", "2s", "--interval-ms", "100", "-o", path]);
    assert!(ended.starts_with(&format!("{}/runs/", lab.http)), "{ended}");
    let dataset: Value = serde_json::from_slice(&std::fs::read(&file).expect("written")).expect("a Dataset");
    assert_watched(&dataset, &[idle.pid()]);
    let notes = &dataset["report"]["meta"]["test_context"]["notes"];
    assert_eq!(notes, "the session reached its limit of 2 s");

    let session = said(&["session", "start", DEVICE, &pid, "--detach", "--title", "left alone"]);
    measured(&lab, &session, 1, 1);
    let ended = said(&["session", "stop", &session]);
    assert!(ended.starts_with(&format!("{}/runs/", lab.http)), "{ended}");
    assert_eq!(lab.api("/api/v1/runs?scenario=manual%20session")["items"][0]["title"], "left alone");
    let stranger = lab.perfsight(&["session", "start", DEVICE, "4194304"]);
    assert_eq!(stranger.status.code(), Some(2), "{}", String::from_utf8_lossy(&stranger.stderr));
}
