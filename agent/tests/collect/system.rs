//! The system's source alone: no browser, no runtime, any processes.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use agent::collect::system::{ProcessTree, Reading, Sampler};

struct Shell(Child);

impl Shell {
    /// A shell that runs `script` and tells on its output when it is ready.
    fn start(script: &str) -> Self {
        let child = Command::new("sh")
            .args(["-c", script])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        Self(child)
    }

    fn pid(&self) -> u32 {
        self.0.id()
    }

    fn end(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        self.0.wait().unwrap();
    }
}

impl Drop for Shell {
    fn drop(&mut self) {
        self.end();
    }
}

#[expect(clippy::disallowed_methods, reason = "the test owns its time")]
fn now() -> Instant {
    Instant::now()
}

fn stat_ms(pid: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<f64> = stat
        .rsplit_once(')')
        .unwrap()
        .1
        .split_whitespace()
        .skip(1)
        .map(|field| field.parse().unwrap())
        .collect();
    (fields[10] + fields[11]) * 1000.0 / rustix::param::clock_ticks_per_second() as f64
}

#[test]
fn cpu_is_what_the_kernel_counted_and_the_first_reading_has_none() {
    let busy = Shell::start("while :; do :; done");
    let mut sampler = Sampler::default();
    sampler.watch(busy.pid()).unwrap();
    assert_eq!(sampler.sample(now()).readings[0].cpu_percent, None);
    let (begun, before) = (now(), stat_ms(busy.pid()));
    sampler.sample(begun);
    while stat_ms(busy.pid()) - before < 500.0 {
        assert!(begun.elapsed() < Duration::from_mins(1), "the loop gets some time at last");
        std::thread::yield_now();
    }
    let ended = now();
    let percent = sampler.sample(ended).readings[0].cpu_percent.unwrap();
    let granted = (stat_ms(busy.pid()) - before) / ended.duration_since(begun).as_millis() as f64 * 100.0;
    assert!((percent - granted).abs() <= 10.0, "read {percent} %, granted {granted} %");
    assert!(percent > 1.0);
}

#[test]
fn a_glance_between_two_samples_does_not_cut_their_window() {
    let busy = Shell::start("while :; do :; done");
    let mut sampler = Sampler::default();
    sampler.watch(busy.pid()).unwrap();
    let begun = now();
    let first = sampler.sample(begun).readings[0].cpu;
    let glance = sampler.glance(begun + Duration::from_millis(1));
    assert_eq!(glance.readings[0].cpu_percent, None);
    let second: Reading = sampler.sample(begun + Duration::from_secs(1)).readings[0].clone();
    let expected = second.cpu.saturating_sub(first).as_secs_f64() * 100.0;
    assert!((second.cpu_percent.unwrap() - expected).abs() < 1e-6);
}

#[test]
fn a_process_that_ends_is_told_once() {
    let mut shell = Shell::start("read line");
    let mut sampler = Sampler::default();
    sampler.watch(shell.pid()).unwrap();
    let sample = sampler.sample(now());
    assert!(sample.exited.is_empty());
    assert!(sample.readings[0].rss_bytes.unwrap() > 0 && sample.readings[0].threads == Some(1));
    shell.end();
    let sample = sampler.sample(now());
    assert_eq!((sample.exited, sample.readings), (vec![shell.pid()], vec![]));
    assert!(sampler.sample(now()).exited.is_empty());
}

#[test]
fn descendants_are_found_when_they_come_and_strangers_are_not() {
    use std::io::{BufRead, BufReader};

    let stranger = Shell::start("read line");
    let mut root = Shell::start("sh -c 'sh -c \"echo ready; read line\"; :' ; :");
    let mut line = String::new();
    BufReader::new(root.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let mut tree = ProcessTree::new(root.pid()).unwrap();
    let found: Vec<u32> = tree.discover().unwrap().iter().map(|member| member.pid).collect();
    assert_eq!(found[0], root.pid());
    assert!(found.len() >= 2, "{found:?}");
    assert!(!found.contains(&stranger.pid()));
    let again = tree.discover().unwrap();
    assert!(again.is_empty(), "{again:?}");
    // The descendants read from the root's input, which ends with it.
    drop(root.0.stdin.take());
}

#[test]
fn a_process_that_does_not_run_is_refused() {
    let mut ended = Shell::start(":");
    ended.0.wait().unwrap();
    let error = ProcessTree::new(ended.pid()).err().unwrap();
    assert!(error.to_string().contains("is it still running?"), "{error}");
    assert!(Sampler::default().watch(ended.pid()).is_err());
}
