//! What a schedule does while its last suite run works, and without its suite, on both databases.

use controller::schedule::{Fate, MissedPolicy, Overlap, SuiteRunId, turn};
use controller::store::Store;
use controller::store::projects::ProjectChange;
use protocol::Ids;

use crate::bench::{ListeningQueue, end_all, on_both, scheduled, suite_runs, ticks};
use crate::calendar::{at, later, spec};

const MADE: &str = "2026-11-20T12:00:00Z";

async fn fates(store: &Store, id: controller::schedule::ScheduleId) -> Vec<Fate> {
    ticks(store, id).await.iter().map(|tick| tick.fate).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_tick_waits_for_the_end_of_the_suite_run_and_fires_then() {
    on_both(async |store| {
        let id = scheduled(&store, spec("0 * * * *", Overlap::Queue, MissedPolicy::Skip), at(MADE)).await;
        let queue = ListeningQueue::of(&store);
        for hour in 1..=3 {
            turn(&store, &queue, Ids, later(at(MADE), hour * 60)).await;
        }
        assert_eq!(fates(&store, id).await, [Fate::Fired, Fate::Waiting, Fate::Skipped]);
        end_all(&store, later(at(MADE), 190)).await;
        turn(&store, &queue, Ids, later(at(MADE), 191)).await;
        turn(&store, &queue, Ids, later(at(MADE), 192)).await;
        assert_eq!(fates(&store, id).await, [Fate::Fired, Fate::Fired, Fate::Skipped]);
        assert_eq!(suite_runs(&store).await.len(), 2);
        // Disabled while one waits: it is given up.
        turn(&store, &queue, Ids, later(at(MADE), 240)).await;
        let entry = store.schedule("default", id).await.unwrap().unwrap();
        assert_eq!(entry.schedule.waiting, Some(later(at(MADE), 240)));
        let mut off = entry.schedule.spec;
        off.enabled = false;
        store.change_schedule(("default", id), off, None, ("ada", later(at(MADE), 245))).await.unwrap();
        let last = ticks(&store, id).await.pop().unwrap();
        assert_eq!(last.fate, Fate::Skipped);
        assert!(last.reason.unwrap().contains("disabled while the tick waited"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_tick_that_replaces_cancels_what_still_works_even_after_an_end_in_between() {
    on_both(async |store| {
        let id = scheduled(&store, spec("0 * * * *", Overlap::Replace, MissedPolicy::Skip), at(MADE)).await;
        let queue = ListeningQueue::of(&store);
        turn(&store, &queue, Ids, later(at(MADE), 60)).await;
        turn(&store, &queue, Ids, later(at(MADE), 120)).await;
        assert_eq!(fates(&store, id).await, [Fate::Fired, Fate::Fired]);
        let runs = suite_runs(&store).await;
        let first: Vec<_> = runs[0].cells.iter().map(|cell| cell.cell.job).collect();
        let mut canceled = queue.canceled.lock().unwrap().clone();
        canceled.sort();
        assert_eq!(canceled, first);
        assert!(runs[0].is_over() && !runs[1].is_over());
        // What was canceled is not canceled again.
        turn(&store, &queue, Ids, later(at(MADE), 121)).await;
        assert_eq!(queue.canceled.lock().unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_suite_that_is_gone_and_a_project_that_is_archived_start_nothing_and_say_so() {
    on_both(async |store| {
        let id = scheduled(&store, spec("0 * * * *", Overlap::Skip, MissedPolicy::Skip), at(MADE)).await;
        let queue = ListeningQueue::of(&store);
        store.delete_suite("default", "night", None).await.unwrap();
        turn(&store, &queue, Ids, later(at(MADE), 60)).await;
        crate::bench::keep(&store, "night", "[idle, scroll]").await;
        let change =
            |archived_at| ProjectChange { archived_at: Some(archived_at), ..ProjectChange::default() };
        store.change_project("default", change(Some(at(MADE)))).await.unwrap();
        turn(&store, &queue, Ids, later(at(MADE), 120)).await;
        store.change_project("default", change(None)).await.unwrap();
        turn(&store, &queue, Ids, later(at(MADE), 180)).await;
        assert_eq!(fates(&store, id).await, [Fate::Failed, Fate::Failed, Fate::Fired]);
        let told = ticks(&store, id).await;
        let reason = |index: usize| told[index].reason.clone().unwrap_or_default();
        assert_eq!(reason(0), "there is no suite `night` any more");
        assert_eq!(reason(1), "the project `default` is archived");
        let run: Option<SuiteRunId> = told[2].suite_run;
        assert_eq!(run, Some(suite_runs(&store).await[0].id));
    })
    .await;
}
