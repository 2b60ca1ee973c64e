//! The queue on both databases: one suite, the same promises.

use std::time::Duration;

use controller::lease::attempt::{EndKind, EndedAttempt, NextForJob};
use controller::lease::storage::{CancelState, JobEvent};
use controller::lease::{JobHappening, LeaseStorage, Placement};
use controller::schedule::{
    JobKind, JobRequest, JobState, SessionRequest, Submission, request_jobs, request_session,
};
use controller::store::Store;
use controller::store::queue::{EnqueueError, JobFilter};
use dataset::{LogLevel, LogLine};
use protocol::{AttemptRef, DeviceAdvert, DeviceId, DeviceState, JobId, RunId};
use scenarios::Scenario;
use uuid::Uuid;

use crate::postgres::Postgres;
use crate::samples::{agent_id, at, chromium, job_id, scenario};

pub(crate) fn request(scenarios: Vec<Scenario>, key: Option<&str>, first_id: u128) -> JobRequest {
    let submission = Submission {
        project: "default".to_owned(),
        scenarios,
        title: None,
        release: Some("1.2".to_owned()),
        build: None,
        tags: vec!["nightly".to_owned()],
        baseline: None,
        device: None,
        priority: 0,
        idempotency_key: key.map(ToOwned::to_owned),
    };
    let mut id = first_id;
    request_jobs(submission, || {
        id += 1;
        job_id(id - 1)
    })
    .unwrap()
}

pub(crate) fn placement(job: JobId, device: &str) -> Placement {
    Placement { job, device: DeviceId::new(device) }
}

pub(crate) fn ending(attempt: AttemptRef, kind: EndKind, next: NextForJob) -> EndedAttempt {
    EndedAttempt {
        attempt,
        device: DeviceId::new("lab/a"),
        kind,
        reason: (kind != EndKind::Completed).then(|| "the agent gave no sign".to_owned()),
        run: (kind == EndKind::Completed).then(|| RunId::new(Uuid::from_u128(7))),
        by_result: kind == EndKind::Completed,
        at: at(50),
        next,
    }
}

pub(crate) async fn on_both<F: AsyncFn(Store)>(promise: F) {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("queue.db").display());
    let store = Store::open(&url).await.unwrap();
    promise(store.clone()).await;
    store.close().await.unwrap();
    let server = Postgres::start();
    let store = Store::open(&server.url()).await.unwrap();
    promise(store.clone()).await;
    store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_request_twice_gives_the_same_jobs_and_another_one_is_refused() {
    on_both(async |store| {
        let first = store
            .enqueue(&request(vec![scenario("a"), scenario("b")], Some("ci-7"), 1), at(0))
            .await
            .unwrap();
        assert!(first.fresh);
        let again = store
            .enqueue(&request(vec![scenario("a"), scenario("b")], Some("ci-7"), 50), at(9))
            .await
            .unwrap();
        assert_eq!((again.fresh, again.jobs), (false, first.jobs));
        let other = store.enqueue(&request(vec![scenario("c")], Some("ci-7"), 90), at(9)).await;
        assert!(matches!(other, Err(EnqueueError::KeyTaken { key }) if key == "ci-7"));
        let (_, total) = store.jobs(&JobFilter::default(), 0, 10).await.unwrap();
        assert_eq!(total, 2);
        let large: Vec<Scenario> = (0..2_500).map(|_| scenario("matrix")).collect();
        store.enqueue(&request(large, None, 1_000), at(9)).await.unwrap();
        let filter = JobFilter { scenario: Some("matrix".to_owned()), ..JobFilter::default() };
        let (page, total) = store.jobs(&filter, 2_490, 20).await.unwrap();
        assert_eq!((page.len(), total), (10, 2_500));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_who_grab_the_same_job_one_gets_it() {
    on_both(async |store| {
        store.enqueue(&request(vec![scenario("a"), scenario("b")], None, 1), at(0)).await.unwrap();
        let grabs = (0..8).map(|number| {
            let store = store.clone();
            tokio::spawn(async move {
                store
                    .grant(&placement(job_id(1), &format!("lab/{number}")), agent_id(1), at(1))
                    .await
                    .unwrap()
            })
        });
        let mut granted = Vec::new();
        for grab in grabs.collect::<Vec<_>>() {
            granted.extend(grab.await.unwrap());
        }
        assert_eq!(granted.len(), 1);
        let attempt = granted[0].attempt;
        assert_eq!((attempt.job, attempt.number.0), (job_id(1), 1));
        let open = store.open_attempts().await.unwrap();
        let device = open[0].device.as_str().to_owned();
        let second_job = store.grant(&placement(job_id(2), &device), agent_id(1), at(1)).await.unwrap();
        assert_eq!(second_job, None, "the device has a job");
        assert_eq!(store.job(job_id(2)).await.unwrap().unwrap().state, JobState::Queued);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_lost_attempt_goes_back_into_the_queue_and_the_next_one_counts() {
    on_both(async |store| {
        store.enqueue(&request(vec![scenario("a")], None, 1), at(0)).await.unwrap();
        let first = store.grant(&placement(job_id(1), "lab/a"), agent_id(1), at(1)).await.unwrap().unwrap();
        store.activate(first.attempt, at(2)).await.unwrap();
        assert_eq!(store.job(job_id(1)).await.unwrap().unwrap().state, JobState::Running);
        let lost = ending(first.attempt, EndKind::Expired, NextForJob::Requeue);
        store.end(&lost).await.unwrap();
        store.end(&lost).await.unwrap();
        let queued = store.queued(5).await.unwrap();
        assert_eq!(queued[0].failed_on, [DeviceId::new("lab/a")]);
        let second = store.grant(&placement(job_id(1), "lab/b"), agent_id(2), at(3)).await.unwrap().unwrap();
        assert_eq!(second.attempt.number.0, 2);
        assert_eq!(
            second.budget.infrastructure,
            first.budget.infrastructure - 1,
            "a repeated end costs nothing"
        );
        store.end(&ending(second.attempt, EndKind::Completed, NextForJob::Over)).await.unwrap();
        store.end(&ending(first.attempt, EndKind::Completed, NextForJob::Over)).await.unwrap();
        let job = store.job(job_id(1)).await.unwrap().unwrap();
        assert_eq!((job.state, job.attempts, job.run.is_some()), (JobState::Completed, 2, true));
        let attempts = store.job_attempts(job_id(1)).await.unwrap();
        assert_eq!(attempts[0].end, Some(EndKind::Expired));
        assert!(store.past_attempt(first.attempt).await.unwrap().is_some_and(|past| !past.by_result));
        assert!(store.open_attempts().await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn canceling_says_what_it_met() {
    on_both(async |store| {
        store.enqueue(&request(vec![scenario("a"), scenario("b")], None, 1), at(0)).await.unwrap();
        assert_eq!(store.cancel(job_id(1), "enough", at(1)).await.unwrap(), CancelState::Canceled);
        assert_eq!(store.cancel(job_id(1), "enough", at(1)).await.unwrap(), CancelState::AlreadyOver);
        assert_eq!(store.cancel(job_id(9), "enough", at(1)).await.unwrap(), CancelState::Unknown);
        let granted = store.grant(&placement(job_id(2), "lab/a"), agent_id(1), at(1)).await.unwrap().unwrap();
        assert_eq!(
            store.cancel(job_id(2), "enough", at(2)).await.unwrap(),
            CancelState::Running(granted.attempt)
        );
        assert_eq!(store.open_attempts().await.unwrap()[0].cancel_reason.as_deref(), Some("enough"));
        store.end(&ending(granted.attempt, EndKind::Expired, NextForJob::Requeue)).await.unwrap();
        assert_eq!(
            store.job(job_id(2)).await.unwrap().unwrap().state,
            JobState::Canceled,
            "never queued again"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_is_kept_with_what_it_watches_and_who_ended_it() {
    on_both(async |store| {
        let watch = protocol::Watch {
            processes: vec![protocol::ChosenProcess { pid: 7, started: 1, name: "node".to_owned() }],
            mode: scenarios::CollectionMode::Hybrid,
            interval: Duration::from_secs(1),
            limit: Duration::from_hours(1),
        };
        let session = SessionRequest {
            project: "default".to_owned(),
            device: DeviceId::new("lab/a"),
            watch: watch.clone(),
            title: None,
            release: None,
            build: None,
            tags: Vec::new(),
            idempotency_key: None,
        };
        store.enqueue(&request(vec![scenario("a")], None, 1), at(0)).await.unwrap();
        store.enqueue(&request_session(session.clone(), job_id(2)).unwrap(), at(1)).await.unwrap();
        store.enqueue(&request_session(session, job_id(3)).unwrap(), at(2)).await.unwrap();
        for (kind, expected) in [(None, 3), (Some(JobKind::Session), 2), (Some(JobKind::Scenario), 1)] {
            let filter = JobFilter { kind, ..JobFilter::default() };
            assert_eq!(store.jobs(&filter, 0, 10).await.unwrap().1, expected, "{kind:?}");
        }
        assert_eq!(store.job_work(job_id(2)).await.unwrap(), Some(protocol::Work::Watch(watch.clone())));
        let granted = store.grant(&placement(job_id(2), "lab/a"), agent_id(1), at(3)).await.unwrap().unwrap();
        assert_eq!(granted.order.work, protocol::Work::Watch(watch));
        let running = store.finish(job_id(2), "seen enough", at(4)).await.unwrap();
        assert_eq!(running, CancelState::Running(granted.attempt));
        let open = store.open_attempts().await.unwrap();
        assert_eq!((open[0].finish_reason.as_deref(), &open[0].cancel_reason), (Some("seen enough"), &None));
        assert_eq!(store.finish(job_id(3), "not now", at(4)).await.unwrap(), CancelState::Canceled);
        assert_eq!(store.finish(job_id(3), "not now", at(5)).await.unwrap(), CancelState::AlreadyOver);
    })
    .await;
}

pub(crate) fn advert(name: &str, state: DeviceState) -> DeviceAdvert {
    DeviceAdvert {
        device: DeviceId::new(name),
        platform: "linux".to_owned(),
        os: "Debian 12".to_owned(),
        arch: "x86_64".to_owned(),
        facts: [("cores".to_owned(), "2".to_owned())].into(),
        browsers: vec![chromium("140.0")],
        state,
        watches_processes: name == "lab/a",
        abilities: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_jobs_log_is_kept_in_order_and_read_on_from_anywhere() {
    on_both(async |store| {
        store.enqueue(&request(vec![scenario("a")], None, 1), at(0)).await.unwrap();
        let granted = store.grant(&placement(job_id(1), "lab/a"), agent_id(1), at(1)).await.unwrap().unwrap();
        assert_eq!(granted.order.tags, ["nightly", "release:1.2"]);
        let line = LogLine {
            timestamp: at(3),
            level: LogLevel::Warn,
            source: "console".to_owned(),
            text: "a NUL \0 in between".to_owned(),
            unknown: dataset::Unknown::default(),
        };
        let event = |what| JobEvent { at: at(4), attempt: granted.attempt, what };
        let events = [event(JobHappening::Log(line)), event(JobHappening::State("done".to_owned()))];
        store.append_events(&events).await.unwrap();
        let lines = store.job_log(job_id(1), 0, 10).await.unwrap();
        assert_eq!(lines.len(), 2);
        let first = (lines[0].level, lines[0].at, lines[0].message.as_str());
        assert_eq!(first, (LogLevel::Warn, at(3), "a NUL \u{fffd} in between"));
        let rest = store.job_log(job_id(1), lines[0].id, 10).await.unwrap();
        assert_eq!(rest, lines[1..]);
        assert_eq!(
            store.job_scenario(job_id(1)).await.unwrap().unwrap().timeouts.job,
            Duration::from_mins(10)
        );
    })
    .await;
}
