//! The collector when what it measures goes away: a socket, a browser, a restart.

use crate::support::{Chromium, Heard, batch_with, plan};
use agent::collect::clock::Clock;
use agent::collect::{Collector, Target};
use dataset::MetricPoint;
use scenarios::CollectionMode;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

/// A door to the browser that can be shut.
async fn door(address: String) -> (String, JoinSet<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let door = listener.local_addr().unwrap().to_string();
    let mut tasks = JoinSet::new();
    tasks.spawn(async move {
        let mut open = JoinSet::new();
        loop {
            let (mut near, _) = listener.accept().await.unwrap();
            let mut far = TcpStream::connect(&address).await.unwrap();
            open.spawn(async move { tokio::io::copy_bidirectional(&mut near, &mut far).await });
        }
    });
    (door, tasks)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_socket_leaves_the_system_view_and_is_told() {
    let chromium = Chromium::start().await;
    let (address, mut tasks) = door(chromium.address().to_owned()).await;
    let target = Target { debugger_address: Some(address), ..chromium.target() };
    let browser = target.browser_pid;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 100), target).await;
    let both = |point: &MetricPoint| point.cpu_os_usage.is_some() && point.cpu_chrome_usage.is_some();
    heard.next("both sources in one batch", |item| batch_with(item, browser, both)).await;
    tasks.shutdown().await;
    heard.line("system in place of hybrid").await;
    let alone = |point: &MetricPoint| point.cpu_os_usage.is_some() && point.cpu_chrome_usage.is_none();
    for _ in 0..3 {
        heard.next("the system view goes on", |item| batch_with(item, browser, alone)).await;
    }
    let values = heard.collector.boundary().await.values;
    assert!(values.contains_key("cpu_time.total") && !values.contains_key("js_heap.page"));
    let report = heard.collector.stop().await;
    assert_eq!(report.fallbacks.len(), 1);
    assert_eq!(
        (report.fallbacks[0].wanted.as_str(), report.fallbacks[0].used.as_str()),
        ("hybrid", "system")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_that_dies_ends_every_series_and_stop_still_answers() {
    let mut chromium = Chromium::start().await;
    let browser = chromium.target().browser_pid;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 100), chromium.target()).await;
    heard.next("a sample", |item| batch_with(item, browser, |_| true)).await;
    chromium.kill();
    heard.line(&format!("process {browser} (Browser) ended")).await;
    let report = heard.collector.stop().await;
    assert!(report.overhead.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restarted_browser_is_measured_on_and_the_counters_never_fall() {
    let mut first = Chromium::start().await;
    let mut heard = Heard::start(&plan(CollectionMode::Hybrid, 100), first.target()).await;
    let before = heard.collector.boundary().await.values["cpu_time.total"];
    first.kill();
    let second = Chromium::start().await;
    heard.collector.retarget(second.target()).await;
    let browser = second.target().browser_pid;
    let both = |point: &MetricPoint| point.cpu_os_usage.is_some() && point.cpu_chrome_usage.is_some();
    heard.next("both sources of the new browser", |item| batch_with(item, browser, both)).await;
    let after = heard.collector.boundary().await.values["cpu_time.total"];
    assert!(after > before, "{after} after {before}: the start of the new browser counts");
    heard.collector.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_browser_view_alone_fills_no_field_of_the_system() {
    let chromium = Chromium::start().await;
    let browser = chromium.target().browser_pid;
    let mut heard = Heard::start(&plan(CollectionMode::Browser, 100), chromium.target()).await;
    let inside = |point: &MetricPoint| point.cpu_chrome_usage.is_some();
    let batch = heard.next("a sample", |item| batch_with(item, browser, inside)).await;
    for point in batch.metrics.values() {
        assert_eq!((point.cpu_os_usage, point.memory_rss, point.memory_private), (None, None, None));
    }
    let values = heard.collector.boundary().await.values;
    assert!(values.contains_key("cpu_time.total") && !values.contains_key("memory_private.total"));
    let report = heard.collector.stop().await;
    assert!(report.sources.iter().all(|source| !source.name.starts_with("system")));
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_debugging_address_hybrid_falls_back_and_browser_refuses() {
    let chromium = Chromium::start().await;
    let target = Target { debugger_address: None, ..chromium.target() };
    let heard = Heard::start(&plan(CollectionMode::Hybrid, 100), target.clone()).await;
    let report = heard.collector.stop().await;
    assert_eq!(report.fallbacks[0].used, "system");
    let (out, _items) = mpsc::channel(8);
    let error = Collector::start(&plan(CollectionMode::Browser, 100), target, Clock::start(), out)
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("mode `system`"), "{error}");
}
