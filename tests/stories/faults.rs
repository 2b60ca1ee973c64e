//! Whatever is killed in mid-run: one counted run or a clear infrastructure failure, the queue goes on, nothing is left.

use std::process::{Child, Output};

use serde_json::Value;

use crate::lab::{Scenario, TestLab, find_below, marked, wait_for};

/// What every process that a job starts carries in its environment.
const MARK: &str = "PERFSIGHT_ATTEMPT=";

/// A page that is busy for some seconds, long enough to be killed in the middle.
fn long_scenario(lab: &TestLab) -> std::path::PathBuf {
    Scenario::new("long", "<p>at work</p>")
        .settings("warmup: 0\niterations: 2\ncollection: {interval: 200ms}\nretries: {infrastructure: 1}\nbaseline: none\n")
        .step("script: \"return new Promise(done => setTimeout(done, 4000))\"")
        .write(lab.folder())
}

/// Waits until the job of the one running `perfsight run` drives its page.
fn wait_until_driving(lab: &TestLab, agent: u32) -> u32 {
    wait_for("a driven browser", || {
        let jobs = lab.api("/api/v1/jobs?state=running");
        (jobs["pagination"]["total"] != 0).then_some(())?;
        find_below(agent, "--type=renderer")
    })
}

fn end_of(run: Child) -> Output {
    run.wait_with_output().expect("perfsight run ends by itself")
}

fn job_of(output: &Output) -> Value {
    let report: Value = serde_json::from_slice(&output.stdout).expect("the answer is JSON");
    report[0].clone()
}

/// The promise of all four stories.
fn assert_one_counted_run(lab: &TestLab, output: &Output) {
    let job = job_of(output);
    assert_eq!(output.status.code(), Some(0), "{job}\n{}", lab.logged("controller"));
    assert_eq!(job["ending"]["state"], "completed", "{job}");
    let runs = lab.api("/api/v1/runs?scenario=long");
    assert_eq!(runs["pagination"]["total"], 1, "exactly one counted run: {runs}");
    wait_for("the browser's end", || marked(MARK).is_empty().then_some(()));
}

/// The queue goes on: a short job comes through afterwards.
fn assert_queue_goes_on(lab: &TestLab) {
    let scenario = Scenario::new("after", "<p>quick</p>").write(lab.folder());
    let output = lab.perfsight(&["run", "--json", scenario.to_str().expect("a UTF-8 path")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn killed_chromedriver_costs_an_attempt_and_no_run() {
    let lab = TestLab::with_agent();
    let run = lab.start_run(&long_scenario(&lab), &[]);
    wait_until_driving(&lab, lab.agent_pid(0));
    let driver = find_below(lab.agent_pid(0), "chromedriver").expect("a driver runs");
    kill(driver);
    assert_one_counted_run(&lab, &end_of(run));
    assert_queue_goes_on(&lab);
}

#[test]
fn killed_browser_costs_an_attempt_and_no_run() {
    let lab = TestLab::with_agent();
    let run = lab.start_run(&long_scenario(&lab), &[]);
    wait_until_driving(&lab, lab.agent_pid(0));
    let browser = find_below(lab.agent_pid(0), "--user-data-dir").expect("a browser runs");
    kill(browser);
    assert_one_counted_run(&lab, &end_of(run));
    assert_queue_goes_on(&lab);
}

#[test]
fn killed_agent_leaves_no_browser_and_its_job_moves_on() {
    let mut lab = TestLab::with_agent();
    let run = lab.start_run(&long_scenario(&lab), &[]);
    wait_until_driving(&lab, lab.agent_pid(0));
    lab.kill_agent(0);
    wait_for("the browser's end", || marked(MARK).is_empty().then_some(()));
    lab.start_agent("second");
    assert_one_counted_run(&lab, &end_of(run));
    assert_queue_goes_on(&lab);
}

#[test]
fn killed_controller_comes_back_to_the_running_job() {
    let mut lab = TestLab::with_agent();
    let run = lab.start_run(&long_scenario(&lab), &[]);
    wait_until_driving(&lab, lab.agent_pid(0));
    lab.kill_and_restart_controller();
    assert_one_counted_run(&lab, &end_of(run));
    assert_queue_goes_on(&lab);
}

#[test]
fn canceled_run_leaves_nothing() {
    let lab = TestLab::with_agent();
    let run = lab.start_run(&long_scenario(&lab), &[]);
    wait_until_driving(&lab, lab.agent_pid(0));
    interrupt(run.id());
    let output = end_of(run);
    assert_eq!(output.status.code(), Some(130), "{}", String::from_utf8_lossy(&output.stderr));
    wait_for("the browser's end", || marked(MARK).is_empty().then_some(()));
    assert_queue_goes_on(&lab);
}

fn kill(pid: u32) {
    signal(pid, rustix::process::Signal::KILL);
}

fn interrupt(pid: u32) {
    signal(pid, rustix::process::Signal::INT);
}

fn signal(pid: u32, signal: rustix::process::Signal) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).expect("a process id");
    rustix::process::kill_process(pid, signal).expect("the process is there");
}
