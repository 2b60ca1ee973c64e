//! Jobs in a real Firefox, where its driver is installed.

use std::time::Duration;

use agent::device::browsers::{Family, browser_paths, drivable, driver_path};
use scenarios::{BrowserKind, CollectionMode, StepKind};

use crate::stand::{Stand, completes, css, metric, open};

#[tokio::test(flavor = "multi_thread")]
async fn firefox_is_driven_and_measured_where_it_is_offered_and_only_there() {
    let is_installed = driver_path(Family::Firefox).is_some() && !browser_paths(Family::Firefox).is_empty();
    let is_offered = drivable().await.iter().any(|browser| browser.kind == "firefox");
    assert_eq!(is_offered, is_installed);
    if is_offered {
        drives_and_measures().await;
    }
}

async fn drives_and_measures() {
    let mut stand = Stand::new(vec![
        open("/"),
        StepKind::Click(css("#button")),
        StepKind::Type { into: css("#text"), text: "abc".into(), clear: true },
        metric("clicks", "seen.clicks"),
        metric("typed", "document.querySelector('#text').value === 'abc' ? 1 : 0"),
        metric("width", "innerWidth"),
        StepKind::Screenshot { name: "page".into() },
        StepKind::Sleep(Duration::from_millis(1200)),
    ]);
    stand.scenario().browser.kind = BrowserKind::Firefox;
    stand.scenario().collection.mode = CollectionMode::Hybrid;
    stand.scenario().iterations = 2;
    let outcome = completes(stand).await;
    for (key, expected) in [("clicks", 1.0), ("typed", 1.0), ("width", 800.0)] {
        assert_eq!(outcome.result(key), expected, "{key}");
    }
    let report = &outcome.report.dataset.as_ref().unwrap().report;
    for iteration in &report.iterations {
        for key in ["cpu_time.total", "cpu_time.renderer", "memory_private.total", "memory_private.renderer"]
        {
            assert!(iteration.results[key] > 0.0, "{key}: {:?}", iteration.results);
        }
    }
    assert_eq!(report.meta.env.browser_name.as_deref(), Some("firefox"));
    assert!(report.meta.env.browser_version.is_some());
    let collection = &report.meta.collection;
    assert_eq!(collection.fallbacks[0].used, "system", "{:?}", collection.fallbacks);
    let sources: Vec<&str> = collection.sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(sources, ["system", "system.pss"]);
}
