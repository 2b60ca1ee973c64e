//! What stands in a run, checked by what the page really did.

use std::collections::BTreeMap;
use std::time::Duration;

use scenarios::{CollectionMode, Condition, Site, StepKind};

use crate::stand::{Stand, completes, css, metric, open};

fn hybrid(steps: Vec<StepKind>) -> Stand {
    let mut stand = Stand::new(steps);
    stand.scenario().collection.mode = CollectionMode::Hybrid;
    stand
}

fn holds(script: &str) -> StepKind {
    StepKind::WaitFor(Condition::Script(script.into()))
}

#[tokio::test(flavor = "multi_thread")]
async fn inside_and_outside_are_measured_at_once() {
    let mut stand = hybrid(vec![
        open("/"),
        StepKind::Click(css("#button")),
        StepKind::Sleep(Duration::from_millis(1200)),
    ]);
    stand.scenario().iterations = 2;
    let outcome = completes(stand).await;
    let dataset = outcome.report.dataset.as_ref().unwrap();
    for iteration in &dataset.report.iterations {
        for key in ["cpu_time.total", "memory_private.total", "js_heap.page", "dom_nodes.page"] {
            assert!(iteration.results[key] > 0.0, "{key}: {:?}", iteration.results);
        }
        for key in iteration.results.keys() {
            assert!(dataset.report.meta.definitions.contains_key(key), "{key} is not defined");
        }
    }
    assert!(!dataset.report.processes.is_empty());
    let sources = &dataset.report.meta.collection.sources;
    let system = sources.iter().find(|source| source.name == "system").unwrap();
    assert!(system.unknown["cpu_clock"].as_str().unwrap().contains("CPU"), "{system:?}");
    assert_eq!(outcome.logs().contains("--no-sandbox"), agent::device::is_root());
}

/// A shift that counts, and a click whose handler takes its time; the page notes what the browser says of both.
const VITALS: &str =
    "<!doctype html><title>vitals</title><button id='slow'>slow</button><p>text that moves</p><script>
    const told = {};
    const watch = (type, options) => new PerformanceObserver(list => list.getEntries().forEach(entry => {
        if (type === 'event' && !entry.interactionId) return;
        told[type] = Math.max(told[type] || 0, entry.value ?? entry.duration);
    })).observe({type, ...options});
    watch('layout-shift');
    watch('event', {durationThreshold: 16});
    const shift = () => {
        const block = document.createElement('div');
        block.style.height = '150px';
        document.body.prepend(block);
    };
    slow.onclick = () => { const end = performance.now() + 200; while (performance.now() < end); };
</script>";

#[tokio::test(flavor = "multi_thread")]
async fn slow_click_and_moving_text_are_told_as_vitals() {
    let mut stand = hybrid(vec![
        open("/"),
        StepKind::Script(
            "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))".into(),
        ),
        StepKind::Script("shift()".into()),
        holds("told['layout-shift'] > 0"),
        metric("shifted", "told['layout-shift']"),
        StepKind::Click(css("#slow")),
        holds("told.event > 0"),
        metric("waited", "told.event"),
    ]);
    stand.scenario().site = Site::Pages(BTreeMap::from([("index.html".to_owned(), VITALS.to_owned())]));
    let outcome = completes(stand).await;
    let (shifted, waited) = (outcome.result("shifted"), outcome.result("waited"));
    assert!((outcome.result("web_vitals.cls") - shifted).abs() < 1e-9);
    assert!(waited >= 200.0, "{waited}");
    assert!((outcome.result("web_vitals.inp") - waited).abs() < 1e-9);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_were_left_do_not_count_for_the_next_iteration() {
    let mut stand = hybrid(vec![open("/"), holds("document.readyState === 'complete'")]);
    stand.scenario().iterations = 5;
    let outcome = completes(stand).await;
    let iterations = &outcome.report.dataset.as_ref().unwrap().report.iterations;
    for key in ["memory_private.renderer", "memory_private.total"] {
        let values: Vec<f64> = iterations.iter().map(|iteration| iteration.results[key]).collect();
        let (least, most) =
            (values.iter().copied().fold(f64::MAX, f64::min), values.iter().copied().fold(0.0, f64::max));
        assert!(most < least * 1.25, "{key}: {values:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn restarted_browser_is_no_lost_one() {
    let stand = hybrid(vec![open("/"), StepKind::RestartBrowser, open("/")]);
    let outcome = completes(stand).await;
    let collection = &outcome.report.dataset.as_ref().unwrap().report.meta.collection;
    assert!(collection.fallbacks.is_empty(), "{:?}", collection.fallbacks);
    assert!(collection.sources.iter().any(|source| source.name == "cdp"));
    assert!(outcome.result("cpu_time.total") > 0.0 && outcome.result("dom_nodes.page") > 0.0);
    assert!(!outcome.logs().contains("(Browser) ended"), "{}", outcome.logs());
}
