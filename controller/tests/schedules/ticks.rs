//! Each tick fires at most once: across restarts, ends at any step, clocks that jump and several controllers.

use std::collections::BTreeSet;
use std::sync::atomic::AtomicUsize;

use controller::schedule::{Fate, MissedPolicy, Overlap, Trigger, turn};
use controller::store::Store;
use dataset::Timestamp;
use protocol::Ids;

use crate::bench::{FailingStorage, ListeningQueue, end_all, on_both, scheduled, sqlite, suite_runs, ticks};
use crate::calendar::{at, later, spec};
use crate::postgres::Postgres;

const MADE: &str = "2026-10-24T12:00:00Z";

/// No tick has two suite runs, every suite run has its tick, and its jobs are there.
async fn each_once(store: &Store, schedule: controller::schedule::ScheduleId) -> usize {
    let fired: Vec<_> =
        ticks(store, schedule).await.into_iter().filter(|tick| tick.fate == Fate::Fired).collect();
    let runs = suite_runs(store).await;
    let dues: BTreeSet<Timestamp> = runs
        .iter()
        .map(|run| match &run.trigger {
            Trigger::Schedule { due, .. } => *due,
            Trigger::Person(name) => panic!("nobody called {name} started anything"),
        })
        .collect();
    assert_eq!((runs.len(), dues.len()), (fired.len(), fired.len()));
    for tick in &fired {
        let run = runs.iter().find(|run| Some(run.id) == tick.suite_run).expect("its suite run is there");
        assert_eq!(run.cells.len(), 2);
        assert!(dues.contains(&tick.due));
    }
    fired.len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_night_after_the_other_fires_through_the_change_of_the_clocks() {
    on_both(async |store| {
        let spec = spec("30 2 * * *", Overlap::Skip, MissedPolicy::Skip);
        let id = scheduled(&store, spec, at(MADE)).await;
        let queue = ListeningQueue::of(&store);
        // Every 20 minutes for four days; the clocks go back in the first night.
        for step in 0..4 * 72 {
            let now = later(at(MADE), step * 20 + 10);
            assert!(turn(&store, &queue, Ids, now).await);
            end_all(&store, now).await;
        }
        assert_eq!(each_once(&store, id).await, 4);
        let dues: Vec<String> = ticks(&store, id).await.iter().map(|tick| tick.due.to_string()).collect();
        assert_eq!(
            dues[..2],
            [at("2026-10-25T00:30:00Z").to_string(), at("2026-10-26T01:30:00Z").to_string()]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_ticks_fire_once_each_although_the_controller_ends_at_every_step() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = Store::open(&sqlite(folder.path())).await.unwrap();
    let spec = spec("*/5 * * * *", Overlap::Skip, MissedPolicy::RunOnce);
    let id = scheduled(&store, spec.clone(), at(MADE)).await;
    let mut seed = 7_u64;
    let mut chance = |of: u64| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) % of
    };
    let mut now = at(MADE);
    let steps = AtomicUsize::new(0);
    let mut failing = FailingStorage { store: store.clone(), steps };
    for _ in 0..1_500 {
        // Mostly the next half minute; sometimes an hour away, sometimes back by ten minutes.
        now = match chance(40) {
            0 => later(now, 60),
            1 => later(now, -10),
            _ => Timestamp::from_epoch_ms(now.epoch_ms() + 150_000),
        };
        let queue = ListeningQueue::of(&store);
        turn(&failing, &queue, Ids, now).await;
        if chance(3) > 0 {
            end_all(&store, now).await;
        }
        if chance(50) == 0 {
            drop(queue);
            let FailingStorage { store: inner, steps } = failing;
            drop(inner);
            store.close().await.unwrap();
            store = Store::open(&sqlite(folder.path())).await.unwrap();
            failing = FailingStorage { store: store.clone(), steps };
        }
    }
    let fired = each_once(&store, id).await;
    let told = ticks(&store, id).await;
    assert!(fired > 200, "{fired} of {}", told.len());
    // No tick went by without its fate, but for those that a note of an absence stands for.
    let last = told.last().unwrap().due;
    let expected: BTreeSet<Timestamp> = spec.cron.between(at(MADE), last).collect();
    let found: BTreeSet<Timestamp> = told.iter().map(|tick| tick.due).collect();
    assert_eq!(found, expected);
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_controllers_on_one_database_one_fires_each_tick() {
    let server = Postgres::start();
    let (one, other) = (Store::open(&server.url()).await.unwrap(), Store::open(&server.url()).await.unwrap());
    let spec = spec("* * * * *", Overlap::Skip, MissedPolicy::Skip);
    let id = scheduled(&one, spec, at(MADE)).await;
    let (first, second) = (ListeningQueue::of(&one), ListeningQueue::of(&other));
    for minute in 1..=150 {
        let now = later(at(MADE), minute);
        tokio::join!(turn(&one, &first, Ids, now), turn(&other, &second, Ids, now));
        end_all(&one, now).await;
    }
    assert_eq!(each_once(&one, id).await, 150);
    one.close().await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_change_begins_anew_and_a_disabled_schedule_is_silent() {
    on_both(async |store| {
        let mut spec = spec("0 * * * *", Overlap::Skip, MissedPolicy::RunOnce);
        let id = scheduled(&store, spec.clone(), at(MADE)).await;
        let queue = ListeningQueue::of(&store);
        spec.enabled = false;
        let whose = ("default", id);
        let off =
            store.change_schedule(whose, spec.clone(), Some(1), ("ada", later(at(MADE), 10))).await.unwrap();
        assert_eq!((off.next_at, off.version), (None, 2));
        turn(&store, &queue, Ids, later(at(MADE), 181)).await;
        spec.enabled = true;
        let on =
            store.change_schedule(whose, spec.clone(), None, ("ada", later(at(MADE), 190))).await.unwrap();
        assert_eq!(on.next_at, Some(later(at(MADE), 240)));
        let stale = store.change_schedule(whose, spec, Some(1), ("ada", later(at(MADE), 191))).await;
        assert!(stale.is_err());
        turn(&store, &queue, Ids, later(at(MADE), 240)).await;
        assert_eq!(ticks(&store, id).await.len(), 1);
        assert_eq!(each_once(&store, id).await, 1);
        store.delete_schedule(whose, None).await.unwrap();
        assert!(ticks(&store, id).await.is_empty());
        assert_eq!(suite_runs(&store).await.len(), 1);
    })
    .await;
}
