//! What the nights bring: runs that are steady, slow or broken off, one after the other.

use std::sync::atomic::{AtomicI64, Ordering};

use controller::alert::Alert;
use controller::store::DEFAULT_PROJECT;
use controller::store::alerts::AlertFilter;
use protocol::RunId;
use serde_json::Value;

use crate::house::House;
use crate::samples::{Sample, steady};

/// Every run takes place after those before it.
static SECOND: AtomicI64 = AtomicI64::new(1);

/// A run of a scenario whose inference takes this long, ms.
pub(crate) fn night(scenario: &str, level: f64) -> Sample {
    let second = SECOND.fetch_add(1, Ordering::Relaxed);
    Sample {
        scenario: scenario.to_owned(),
        build: Some(format!("b{second}")),
        created_at: Sample::default().created_at + second * 1000,
        results: steady(level),
        ..Sample::default()
    }
}

/// The same with an absolute limit, ms.
pub(crate) fn limited(sample: &Sample, threshold: f64) -> Value {
    let mut json = sample.json();
    json["report"]["meta"]["definitions"]["inference_time"]["threshold"] = threshold.into();
    json
}

/// Stores a Dataset.
pub(crate) async fn send(house: &House, json: &Value) -> RunId {
    house.send(json.to_string().as_bytes(), house.context()).await.unwrap().run
}

/// A steady night and a slow one: the slow run and its alert.
pub(crate) async fn regression(house: &House, scenario: &str) -> (RunId, Alert) {
    house.add(&night(scenario, 100.0)).await;
    let slow = house.add(&night(scenario, 130.0)).await;
    let mut alerts = alerts_of(house, scenario).await;
    assert_eq!(alerts.len(), 1, "{alerts:?}");
    (slow, alerts.remove(0))
}

/// The alerts of a scenario, newest first.
pub(crate) async fn alerts_of(house: &House, scenario: &str) -> Vec<Alert> {
    let filter = AlertFilter { scenario: Some(scenario.to_owned()), ..AlertFilter::all(DEFAULT_PROJECT) };
    house.store.alerts(&filter, 0, 100).await.unwrap().0
}
