//! Agents, devices and what they did, on both databases.

use controller::lease::attempt::{EndKind, NextForJob};
use controller::lease::{LeaseStorage, Quarantine, Serves};
use controller::store::Store;
use protocol::{DeviceId, DeviceState, Hello};

use crate::queue::{advert, ending, on_both, placement, request};
use crate::samples::{agent_id, at, job_id, scenario};

fn hello(number: u128, devices: &[&str]) -> Hello {
    Hello {
        agent: agent_id(number),
        name: format!("lab{number}"),
        version: "0.1.0".to_owned(),
        labels: [("gpu".to_owned(), "true".to_owned())].into(),
        devices: devices.iter().map(|name| advert(name, DeviceState::Ready)).collect(),
        running: Vec::new(),
    }
}

fn serves(project: &str) -> Serves {
    Serves::Project(project.to_owned())
}

async fn names(store: &Store, project: &str) -> Vec<String> {
    let (agents, total) = store.agents(project, 0, 10).await.unwrap();
    assert_eq!(agents.len() as u64, total);
    agents.into_iter().map(|agent| agent.name).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn agents_and_devices_are_kept_as_they_were_last_told() {
    on_both(async |store| {
        let mut hello = hello(1, &["lab/a", "lab/b"]);
        store.agent_seen(&hello, &Serves::Everyone, at(1)).await.unwrap();
        hello.devices.pop();
        store.agent_seen(&hello, &Serves::Everyone, at(5)).await.unwrap();
        let changed = advert("lab/a", DeviceState::Unavailable("no display".to_owned()));
        store.still_there(&[agent_id(1)], &[(agent_id(1), changed.clone())], at(9)).await.unwrap();
        let (agents, _) = store.agents("default", 0, 10).await.unwrap();
        assert_eq!((agents[0].first_seen, agents[0].last_seen), (at(1), at(9)));
        let both = [DeviceId::new("lab/a"), DeviceId::new("lab/b")];
        let devices = store.devices(&both).await.unwrap();
        assert_eq!((devices.len(), &devices[0].advert, &devices[0].labels), (1, &changed, &hello.labels));
        assert_eq!((devices[0].state_since, devices[0].known_since), (at(9), at(1)));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_project_sees_its_own_agents_and_a_restart_forgets_no_owner() {
    on_both(async |store| {
        store.agent_seen(&hello(1, &["lab/a"]), &serves("ours"), at(1)).await.unwrap();
        store.agent_seen(&hello(2, &["lab/b"]), &serves("theirs"), at(1)).await.unwrap();
        store.agent_seen(&hello(3, &["lab/c"]), &Serves::Everyone, at(1)).await.unwrap();
        assert_eq!(names(&store, "ours").await, ["lab1", "lab3"]);
        assert_eq!(names(&store, "theirs").await, ["lab2", "lab3"]);
        let known = store.known_devices().await.unwrap();
        let owners: Vec<(&str, &Serves)> =
            known.iter().map(|device| (device.id.as_str(), &device.serves)).collect();
        assert_eq!(
            owners,
            [("lab/a", &serves("ours")), ("lab/b", &serves("theirs")), ("lab/c", &Serves::Everyone)]
        );
        store.agent_seen(&hello(2, &["lab/b"]), &serves("ours"), at(2)).await.unwrap();
        assert_eq!(names(&store, "ours").await, ["lab1", "lab2", "lab3"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_state_keeps_its_time_over_a_short_absence_and_begins_anew_after_a_long_one() {
    on_both(async |store| {
        let since = async || store.devices(&[DeviceId::new("lab/a")]).await.unwrap()[0].state_since;
        let again = async |second: i64| {
            store.agent_seen(&hello(1, &["lab/a"]), &Serves::Everyone, at(second)).await.unwrap();
        };
        again(1).await;
        again(31).await;
        assert_eq!(since().await, at(1));
        again(200).await;
        assert_eq!(since().await, at(200));
        let broken = advert("lab/a", DeviceState::Unavailable("no display".to_owned()));
        store.still_there(&[], &[(agent_id(1), broken.clone())], at(210)).await.unwrap();
        store.still_there(&[], &[(agent_id(1), broken)], at(220)).await.unwrap();
        assert_eq!(since().await, at(210));
        let worse = advert("lab/a", DeviceState::Unavailable("no disk".to_owned()));
        store.still_there(&[], &[(agent_id(1), worse)], at(230)).await.unwrap();
        assert_eq!(since().await, at(230));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_quarantine_is_kept_until_somebody_ends_it_and_stays_as_history() {
    on_both(async |store| {
        let device = (DeviceId::new("lab/a"), serves("ours"));
        let held = Quarantine { reason: "fan broken".to_owned(), by: "kim".to_owned(), since: at(1) };
        store.quarantine(&device, &held).await.unwrap();
        assert!(store.quarantine(&device, &Quarantine { since: at(2), ..held.clone() }).await.is_err());
        assert_eq!(store.quarantines().await.unwrap(), [(device.clone(), held.clone())]);
        let theirs = (device.0.clone(), serves("theirs"));
        assert!(store.device_quarantines(&theirs, 5).await.unwrap().is_empty(), "a name is not a device");
        store.release(&device, "lee", "fan replaced", at(3)).await.unwrap();
        assert!(store.quarantines().await.unwrap().is_empty());
        let past = store.device_quarantines(&device, 5).await.unwrap();
        assert_eq!(past[0].quarantine, held);
        assert_eq!(past[0].released, Some((at(3), "lee".to_owned(), "fan replaced".to_owned())));
        store.quarantine(&device, &Quarantine { since: at(4), ..held }).await.unwrap();
        assert_eq!(store.device_quarantines(&device, 5).await.unwrap().len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_tells_what_it_did_and_how_long_it_had_work() {
    on_both(async |store| {
        let device = DeviceId::new("lab/a");
        store.agent_seen(&hello(1, &["lab/a"]), &Serves::Everyone, at(0)).await.unwrap();
        store.enqueue(&request(vec![scenario("a"), scenario("b")], None, 1), at(0)).await.unwrap();
        let first = store.grant(&placement(job_id(1), "lab/a"), agent_id(1), at(10)).await.unwrap().unwrap();
        store.end(&ending(first.attempt, EndKind::Completed, NextForJob::Over)).await.unwrap();
        let since = store.devices(std::slice::from_ref(&device)).await.unwrap()[0].state_since;
        assert_eq!(since, at(50), "free since its attempt ended");
        store.grant(&placement(job_id(2), "lab/a"), agent_id(1), at(60)).await.unwrap().unwrap();

        let history = store.device_attempts("default", &device, 5).await.unwrap();
        let told: Vec<_> =
            history.iter().map(|done| (done.scenario.as_str(), done.end, done.length_ms())).collect();
        assert_eq!(told, [("b", None, None), ("a", Some(EndKind::Completed), Some(40_000))]);
        assert!(store.device_attempts("other", &device, 5).await.unwrap().is_empty());
        assert_eq!(controller::store::queue::DeviceAttempt::usual_ms(&history, "a"), Some(40_000));
        assert_eq!(controller::store::queue::DeviceAttempt::usual_ms(&history, "b"), None);

        let running = store.running_on(std::slice::from_ref(&device)).await.unwrap();
        assert_eq!((running.len(), running[0].job, running[0].is_session), (1, job_id(2), false));
        assert_eq!(store.running_attempts("default", 5).await.unwrap().1, 1);
        assert_eq!(store.running_attempts("other", 5).await.unwrap(), (Vec::new(), 0));
        let share = async |from: i64| {
            let shares = store.device_shares(std::slice::from_ref(&device), at(from), at(100)).await.unwrap();
            shares.get(&device).copied().unwrap_or(0)
        };
        assert_eq!(share(0).await, 80_000, "40 s and what has gone by of the second");
        assert_eq!(share(30).await, 60_000, "what lies before is cut off");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiting_job_has_a_place_and_can_be_moved_until_it_is_given_out() {
    on_both(async |store| {
        let jobs = vec![scenario("a"), scenario("b"), scenario("c")];
        store.enqueue(&request(jobs, None, 1), at(0)).await.unwrap();
        let order = async || {
            let (jobs, total) = store.waiting_jobs("default", 0, 10).await.unwrap();
            assert_eq!(jobs.len() as u64, total);
            jobs.into_iter().map(|job| job.scenario).collect::<Vec<_>>()
        };
        assert_eq!(order().await, ["a", "b", "c"]);
        assert!(store.set_priority(job_id(3), 5).await.unwrap());
        assert_eq!(order().await, ["c", "a", "b"]);
        for (place, number) in [(0, 3), (1, 1), (2, 2)] {
            let job = store.job(job_id(number)).await.unwrap().unwrap();
            assert_eq!(store.jobs_before("default", &job.queued).await.unwrap(), place);
            assert_eq!(store.jobs_before("other", &job.queued).await.unwrap(), 0);
        }
        assert_eq!(store.waiting_jobs("other", 0, 10).await.unwrap(), (Vec::new(), 0));
        store.grant(&placement(job_id(1), "lab/a"), agent_id(1), at(1)).await.unwrap().unwrap();
        assert!(!store.set_priority(job_id(1), 9).await.unwrap());
        assert_eq!(order().await, ["c", "b"]);
    })
    .await;
}
