//! Between the verdict and the alert anything may end; what was judged is alerted on exactly once.

use std::sync::Arc;

use analysis::Rules;
use controller::alert::Alerts;
use controller::baseline_check::check;
use controller::intake::{Source, store_run};
use protocol::{Ids, RunId};

use crate::house::{House, NOW};
use crate::night::{alerts_of, night};

/// Stores a slow run after a steady one and judges it, as the doors do it, and no further.
async fn judged_and_no_further(house: &House, scenario: &str) -> RunId {
    house.add(&night(scenario, 100.0)).await;
    let path = house.folder.path().join(format!("incoming-{scenario}"));
    std::fs::write(&path, night(scenario, 130.0).bytes()).unwrap();
    let source = Source { dataset: path, attachments: Vec::new() };
    let stored = store_run(&Arc::new(house.keeper.clone()), source, house.context()).await.unwrap();
    check(&house.store, stored.run, &Rules::default(), NOW).await.unwrap().unwrap();
    stored.run
}

pub(crate) async fn a_verdict_that_a_crash_cut_off_is_made_up_once(house: &House) {
    let run = judged_and_no_further(house, "cut off").await;
    assert!(alerts_of(house, "cut off").await.is_empty());
    assert_eq!(house.store.unalerted_runs().await.unwrap(), [run]);
    assert_eq!(house.doors.catch_up(NOW).await.unwrap(), 1);
    let made_up = alerts_of(house, "cut off").await;
    assert_eq!((made_up.len(), made_up[0].first_bad.mark.run), (1, run));
    assert!(house.store.unalerted_runs().await.unwrap().is_empty());
    assert_eq!(house.doors.catch_up(NOW).await.unwrap(), 0);
    // Judged again, it is still the same run.
    check(&house.store, run, &Rules::default(), NOW).await.unwrap().unwrap();
    Alerts::default().on_verdict(&house.store, run, NOW, || Ids.uuid()).await.unwrap();
    assert_eq!(alerts_of(house, "cut off").await, made_up);
}

pub(crate) async fn reactions_at_the_same_moment_make_one_alert(house: &House) {
    let run = judged_and_no_further(house, "at once").await;
    let reactions = (0..8).map(|_| {
        let store = house.store.clone();
        tokio::spawn(
            async move { Alerts::default().on_verdict(&store, run, NOW, || Ids.uuid()).await.unwrap() },
        )
    });
    let mut changes = 0;
    for reaction in reactions.collect::<Vec<_>>() {
        changes += reaction.await.unwrap().len();
    }
    let alerts = alerts_of(house, "at once").await;
    assert_eq!((changes, alerts.len(), alerts[0].bad_runs), (1, 1, 1));
}
