//! The collector against a real Chromium: what a page does stands with its own renderer, by both sources.

use std::time::Duration;

use crate::support::{Chromium, Heard, batch, batch_with, page, plan};
use agent::collect::Collected;
use dataset::{BatchMetric, MetricPoint, ProcessType};
use scenarios::CollectionMode;
use serde_json::json;

/// Short turns, so that the page still answers; by messages, since timers leave gaps.
const BUSY: &str = "<title>busy</title><script>
const turns = new MessageChannel();
turns.port1.onmessage = () => {
    const end = performance.now() + 20;
    while (performance.now() < end);
    turns.port2.postMessage(0);
};
turns.port2.postMessage(0)</script>";
const IDLE: &str = "<title>idle</title><p>nothing happens here";
const HEAVY: &str = "<title>heavy</title><body><script>
window.kept = new Uint8Array(300e6).fill(7);
for (let i = 0; i < 50000; i++) document.body.appendChild(document.createElement('i'))</script>";

/// What the kernel says of all threads of a process: ms that they ran, and ms that its main thread wanted to and had to
/// wait. Read from other files than the collector's.
fn kernel_ms(pid: u32) -> (f64, f64) {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit_once(')').unwrap().1.split_whitespace().collect();
    let ticks: f64 = fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap();
    let schedule = std::fs::read_to_string(format!("/proc/{pid}/schedstat")).unwrap();
    let waited: f64 = schedule.split_whitespace().nth(1).unwrap().parse().unwrap();
    (ticks * 1000.0 / rustix::param::clock_ticks_per_second() as f64, waited / 1e6)
}

fn system_batch(item: &Collected, pid: u32) -> Option<BatchMetric> {
    batch_with(item, pid, |point| point.cpu_os_usage.is_some())
}

fn mean(points: &[MetricPoint], read: impl Fn(&MetricPoint) -> Option<f64>) -> f64 {
    let values: Vec<f64> = points.iter().filter_map(read).collect();
    assert!(!values.is_empty());
    values.iter().sum::<f64>() / values.len() as f64
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_page_reads_as_one_core_by_both_sources_and_another_tab_as_nothing() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 500), chromium.target()).await;
    chromium.open(IDLE).await;
    // In front, since the browser slows the timers of hidden tabs.
    chromium.open(BUSY).await;
    let (busy, idle) = (heard.renderer("busy").await, heard.renderer("idle").await);
    assert_ne!(busy, idle);

    for _ in 0..4 {
        heard.next("the page settles", |item| system_batch(item, busy)).await;
    }
    let first = heard.next("a first batch", |item| system_batch(item, busy)).await;
    let (ran_before, waited_before) = kernel_ms(busy);
    let (mut busy_points, mut idle_points) = (Vec::new(), Vec::new());
    let mut last = first.clone();
    for _ in 0..10 {
        last = heard.next("a batch", |item| system_batch(item, busy)).await;
        busy_points.push(last.metrics[&busy].clone());
        idle_points.push(last.metrics[&idle].clone());
    }
    let (ran, waited) = kernel_ms(busy);
    let wall_ms = last.timestamp.since(first.timestamp).as_secs_f64() * 1000.0;
    let granted = (ran - ran_before) / wall_ms * 100.0;
    let demand = granted + (waited - waited_before) / wall_ms * 100.0;

    assert!((90.0..=110.0).contains(&demand), "the page keeps one core busy, or would: {demand} %");
    let outside = mean(&busy_points, |point| point.cpu_os_usage);
    let inside = mean(&busy_points, |point| point.cpu_chrome_usage);
    assert!((outside - granted).abs() <= 10.0, "system says {outside} %, the kernel granted {granted} %");
    assert!((inside - granted).abs() <= 10.0, "browser says {inside} %, the kernel granted {granted} %");
    assert!((outside - inside).abs() <= 10.0, "system says {outside} %, browser says {inside} %");
    assert!(mean(&idle_points, |point| point.cpu_os_usage) < 10.0);
    assert!(mean(&idle_points, |point| point.cpu_chrome_usage) < 10.0);
    heard.collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn memory_and_nodes_stand_with_the_page_that_holds_them() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 200), chromium.target()).await;
    chromium.open(IDLE).await;
    chromium.open(HEAVY).await;
    let (heavy, idle) = (heard.renderer("heavy").await, heard.renderer("idle").await);
    let (point, other) = heard
        .until("a batch with all nodes", |item| {
            let batch = batch_with(item, heavy, |point| point.dom_nodes >= Some(50_000))?;
            Some((batch.metrics[&heavy].clone(), batch.metrics.get(&idle)?.clone()))
        })
        .await;
    assert!(point.memory_private.unwrap() >= 300_000_000, "{point:?}");
    assert!(point.js_heap_size.is_some());
    assert!(other.memory_private.unwrap() < 150_000_000, "{other:?}");
    assert!(other.dom_nodes.unwrap() < 1_000, "{other:?}");

    let latest = heard.next("one more batch", |item| system_batch(item, heavy)).await;
    let statm = std::fs::read_to_string(format!("/proc/{heavy}/statm")).unwrap();
    let pages: f64 = statm.split_whitespace().nth(1).unwrap().parse().unwrap();
    let resident = pages * rustix::param::page_size() as f64;
    let ratio = latest.metrics[&heavy].memory_rss.unwrap() as f64 / resident;
    assert!((0.95..=1.05).contains(&ratio), "{ratio}");

    let footprint = heard
        .until("a footprint", |item| {
            let bytes = batch(item)?.metrics.get(&heavy)?.memory_footprint?;
            (bytes >= 300_000_000).then_some(bytes)
        })
        .await;
    assert!(footprint as f64 <= resident * 1.05);

    let values = heard.collector.boundary().await.values;
    assert!(values["memory_private.renderer"] >= 300e6);
    assert!(values["memory_private.total"] > values["memory_private.renderer"]);
    assert!(values["dom_nodes.page"] >= 50_000.0);
    assert!(values["js_heap.page"] > 0.0);
    let report = heard.collector.stop().await;
    for key in values.keys() {
        assert!(report.definitions.contains_key(key), "{key} is defined");
    }
    let overhead = report.overhead.unwrap();
    assert!(overhead.polls > 3 && overhead.poll_ms_p50 <= overhead.poll_ms_max);
    let collecting = overhead.collecting_cpu_percent.unwrap();
    assert!(0.0 < collecting && collecting < overhead.cpu_percent, "a part of the whole: {overhead:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_tab_that_closes_ends_its_series_and_not_the_run() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 100), chromium.target()).await;
    let target = chromium.open(IDLE).await;
    let pid = heard.renderer("idle").await;
    heard.next("a sample of it", |item| system_batch(item, pid)).await;
    let before = heard.collector.boundary().await.values["cpu_time.renderer"];
    chromium.call(None, "Target.closeTarget", json!({ "targetId": target })).await;
    heard.line("a tab was closed").await;
    heard.line(&format!("process {pid} (Renderer) ended")).await;
    let browser = chromium.target().browser_pid;
    let later = heard.next("the run goes on", |item| system_batch(item, browser)).await;
    assert!(!later.metrics.contains_key(&pid));
    let after = heard.collector.boundary().await.values["cpu_time.renderer"];
    assert!(after >= before, "what the tab used stays counted: {after} after {before}");
    heard.collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_tells_its_own_process() {
    let chromium = Chromium::start().await;
    let told = agent::collect::browser::browser_pid(chromium.address()).await.unwrap();
    assert_eq!(told, Some(chromium.target().browser_pid));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_renderers_that_hold_a_page_count() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 100), chromium.target()).await;
    chromium.open(IDLE).await;
    let idle = heard.renderer("idle").await;
    heard.collector.boundary().await;
    let mut types = std::collections::BTreeMap::new();
    heard.next("a sample of it", |item| system_batch(item, idle)).await;
    for item in &heard.all {
        if let Collected::Process(info) = item {
            types.insert(info.pid, (info.proc_type, info.unknown["role"].clone(), info.url.clone()));
        }
    }
    for (proc_type, role, url) in types.values() {
        assert_eq!(*proc_type == ProcessType::Renderer, url.is_some(), "{types:?}");
        if role == "zygote" || role == "browser interface renderer" {
            assert_eq!(*proc_type, ProcessType::Other);
        }
    }
    assert!(types.values().any(|(proc_type, ..)| *proc_type == ProcessType::Network));
    heard.collector.stop().await;
}

fn blocked(item: &Collected) -> Option<f64> {
    let Collected::Value { key, value, .. } = item else { return None };
    (key == "web_vitals.tbt" && *value > 0.0).then_some(*value)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_reports_vitals_and_its_own_metrics() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 200), chromium.target()).await;
    let session = chromium.first_tab().await;
    let html = "<title>reports</title><h1>painted</h1><script>
        dispatchEvent(new CustomEvent('perfsight:metric',
            {detail: {key: 'cart.items', value: 3, unit: 'count', meaning: 'Items in the cart'}}));
        console.log('PERFSIGHT ' + JSON.stringify({key: 'cart.sum', value: 12.5}));
        dispatchEvent(new CustomEvent('perfsight:metric', {detail: {key: 'bad key', value: 1}}));
        dispatchEvent(new CustomEvent('perfsight:metric', {detail: document.body}));
        console.log('PERFSIGHT {oops');
        console.warn('plain words', 7);
        setTimeout(() => { const end = performance.now() + 150; while (performance.now() < end); }, 300);
        setTimeout(() => { throw new Error('thrown on purpose') }, 10)</script>
        <iframe srcdoc=\"<script>dispatchEvent(new CustomEvent('perfsight:metric',
            {detail: {key: 'frame.ready', value: 1}}))</script>\"></iframe>";
    chromium.call(Some(&session), "Page.navigate", json!({ "url": page(html) })).await;

    let (value, definition) = heard.value("cart.items").await;
    assert!((value - 3.0).abs() < f64::EPSILON);
    assert_eq!(definition.unwrap().unit, "count");
    let (value, definition) = heard.value("cart.sum").await;
    assert!((value - 12.5).abs() < f64::EPSILON && definition.is_none());
    heard.value("frame.ready").await;
    let (painted, definition) = heard.value("web_vitals.fcp").await;
    assert!(painted > 0.0 && definition.unwrap().practical_limit.is_some());
    assert!(heard.value("web_vitals.lcp").await.0 >= painted);
    assert!(heard.value("web_vitals.long_tasks").await.0 >= 140.0);
    assert!(heard.until("the time that the long task blocked", blocked).await >= 90.0);
    let (shifted, _) = heard.value("web_vitals.cls").await;
    assert!(shifted < 0.05, "nothing moves, and that is measured: {shifted}");
    heard.value("navigation.load").await;

    heard.line("`bad key` must have").await;
    heard.line("must be an object").await;
    assert_eq!(heard.line("plain words 7").await.level, dataset::LogLevel::Warn);
    assert_eq!(heard.line("thrown on purpose").await.level, dataset::LogLevel::Error);
    let standing = heard.until("the value stands in a batch", |item| {
        batch(item)?.metrics.values().find_map(|point| point.custom_metrics.get("cart.sum").copied())
    });
    assert!((standing.await - 12.5).abs() < f64::EPSILON);
    let report = heard.collector.stop().await;
    assert_eq!(report.definitions["cart.items"].meaning, "Items in the cart");
    assert!(report.definitions.contains_key("web_vitals.fcp"));
    assert!(!report.definitions.contains_key("web_vitals.inp"), "nobody interacted");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_floods_is_held_back_and_the_run_goes_on() {
    let chromium = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 200), chromium.target()).await;
    let flood = "<title>flood</title><script>for (let i = 0; i < 2000; i++) {
        console.log('line', i);
        dispatchEvent(new CustomEvent('perfsight:metric', {detail: {key: 'k' + i, value: i}})) }</script>";
    chromium.open(flood).await;
    heard.line("console lines beyond").await;
    let browser = chromium.target().browser_pid;
    heard.next("the run goes on", |item| system_batch(item, browser)).await;
    let boundary = tokio::time::timeout(Duration::from_secs(30), heard.collector.boundary()).await.unwrap();
    assert!(boundary.values.contains_key("cpu_time.total"));
    let report = heard.collector.stop().await;
    let source = report.sources.iter().find(|source| source.name == "web_vitals").unwrap();
    assert!(!source.missing.is_empty());
    assert!(report.definitions.keys().filter(|key| key.starts_with('k')).count() <= 200);
}
