//! Who gets which device, and what those who wait are told.

use controller::lease::{
    Availability, Needs, Placement, Quarantine, QueuedJob, Reason, Serves, Waiting, plan, why_not,
};
use protocol::DeviceId;

use crate::samples::{at, chromium, device, job_id, needs, queued};

fn placed(jobs: &[QueuedJob], devices: &[controller::lease::Device]) -> Vec<(u128, String)> {
    let pairs = plan(jobs, devices).placements.into_iter();
    pairs.map(|Placement { job, device }| (job.uuid().as_u128(), device.to_string())).collect()
}

fn waits(job: QueuedJob, devices: &[controller::lease::Device]) -> String {
    plan(&[job], devices).waiting.first().map(|(_, waiting)| waiting.to_string()).unwrap()
}

#[test]
fn higher_priority_goes_first_then_the_older_job() {
    let young = QueuedJob { submitted_at: at(9), ..queued(1) };
    let old = QueuedJob { submitted_at: at(1), ..queued(2) };
    let urgent = QueuedJob { submitted_at: at(10), priority: 5, ..queued(3) };
    let jobs = [young, old, urgent];
    assert_eq!(placed(&jobs, &[device("a")]), [(3, "a".to_owned())]);
    assert_eq!(placed(&jobs, &[device("a"), device("b")]), [(3, "a".to_owned()), (2, "b".to_owned())]);
}

#[test]
fn a_device_with_particular_labels_is_kept_for_who_needs_them() {
    let mut gpu = device("a-gpu");
    gpu.labels.insert("gpu".to_owned(), "true".to_owned());
    let plain = queued(1);
    let mut picky = queued(2);
    picky.needs.labels = vec!["gpu".to_owned()];
    assert_eq!(placed(&[plain, picky], &[gpu, device("b")]), [(1, "b".to_owned()), (2, "a-gpu".to_owned())]);
}

#[test]
fn a_device_where_the_job_failed_is_avoided_while_another_fits() {
    let failed = QueuedJob { failed_on: vec![DeviceId::new("a")], ..queued(1) };
    assert_eq!(placed(std::slice::from_ref(&failed), &[device("a"), device("b")]), [(1, "b".to_owned())]);
    let mut busy = device("b");
    busy.availability = Availability::Busy { until: None };
    assert!(placed(std::slice::from_ref(&failed), &[device("a"), busy.clone()]).is_empty());
    assert_eq!(
        waits(failed.clone(), &[device("a"), busy.clone()]),
        "it failed on a and waits for another device"
    );
    busy.availability = Availability::Offline;
    assert_eq!(placed(&[failed], &[device("a"), busy]), [(1, "a".to_owned())]);
}

#[test]
fn after_failing_everywhere_the_device_that_failed_longest_ago_is_next() {
    let failed = QueuedJob { failed_on: vec![DeviceId::new("b"), DeviceId::new("a")], ..queued(1) };
    assert_eq!(placed(&[failed], &[device("a"), device("b")]), [(1, "b".to_owned())]);
}

#[test]
fn a_waiting_job_is_told_what_it_waits_for() {
    assert_eq!(waits(queued(1), &[]), "no agent has connected yet whose token serves this project");

    let mut picky = queued(1);
    picky.needs.labels = vec!["gpu".to_owned()];
    assert_eq!(waits(picky.clone(), &[device("a"), device("b")]), "no device has label gpu");
    picky.needs.labels = vec!["lab=berlin".to_owned()];
    assert_eq!(waits(picky, &[device("a")]), "no device has label lab=berlin");

    let mut old = device("lab-01");
    old.browsers = vec![chromium("120.0.9")];
    let mut modern = queued(1);
    modern.needs.version_min = Some(140);
    assert_eq!(waits(modern, &[old]), "lab-01: chromium 140 or newer needed, it has 120.0.9");

    let mut busy = device("lab-01");
    busy.availability = Availability::Busy { until: Some(at(0)) };
    assert_eq!(waits(queued(1), &[busy]), "lab-01: busy until 2023-11-14T22:13:20.000Z at the latest");

    let mut offline = device("lab-01");
    offline.availability = Availability::Offline;
    assert_eq!(waits(queued(1), &[offline]), "all matching devices are offline");

    let mut mac = queued(1);
    mac.needs.platform = Some("macos".to_owned());
    assert_eq!(waits(mac, &[device("lab-01")]), "lab-01: platform macos needed, it is linux");

    let second = plan(&[queued(1), queued(2)], &[device("a")]);
    assert_eq!(second.waiting, [(job_id(2), Waiting::Queued)]);
}

#[test]
fn a_job_goes_to_an_agent_of_its_own_project_only_and_is_told_so() {
    let mut theirs = device("a");
    theirs.serves = Serves::Project("theirs".to_owned());
    let mut ours = device("b");
    ours.serves = Serves::Project("default".to_owned());
    let jobs = [queued(1), queued(2)];
    assert_eq!(placed(&jobs, &[theirs.clone(), ours.clone()]), [(1, "b".to_owned())]);
    assert_eq!(waits(queued(1), std::slice::from_ref(&theirs)), "no agent has a token for project `default`");
    let mut other = ours.clone();
    other.browsers.clear();
    assert_eq!(
        waits(queued(1), &[theirs, other]),
        "b: chromium with its driver needed, it has none; `perfsight doctor` there says more",
        "nothing is told of a device of another project"
    );
    let mut nobodys = needs();
    nobodys.project = None;
    assert_eq!(why_not(&nobodys, &ours), None);
}

#[test]
fn a_long_list_of_reasons_is_cut() {
    let devices: Vec<_> = (0..9)
        .map(|number| {
            let mut device = device(&format!("d{number}"));
            device.availability = Availability::Draining;
            device
        })
        .collect();
    assert!(waits(queued(1), &devices).ends_with("; and 4 more"));
}

#[test]
fn one_browser_of_several_that_fits_is_enough() {
    let mut two = device("a");
    two.browsers = vec![chromium("120.0"), chromium("141.2")];
    let mut modern = needs();
    modern.version_min = Some(140);
    modern.version_max = Some(145);
    assert_eq!(why_not(&modern, &two), None);
    modern.version_max = Some(140);
    assert_eq!(
        why_not(&modern, &two).map(|reason| reason.to_string()),
        Some("chromium 140 needed, it has 120.0".to_owned())
    );
}

#[test]
fn a_session_waits_for_the_chosen_device_alone() {
    let session = |chosen: &str| {
        let watch = protocol::Watch {
            processes: vec![protocol::ChosenProcess { pid: 7, started: 1, name: "node".to_owned() }],
            mode: scenarios::CollectionMode::System,
            interval: std::time::Duration::from_secs(1),
            limit: std::time::Duration::from_hours(1),
        };
        let device = protocol::DeviceId::new(chosen);
        let needs = Needs::of_work(&protocol::Work::Watch(watch), Some(&device)).in_project("default");
        QueuedJob { needs, ..queued(1) }
    };
    let mut bare = device("b");
    bare.browsers.clear();
    assert_eq!(placed(&[session("b")], &[device("a"), bare.clone()]), [(1, "b".to_owned())]);
    bare.availability = Availability::Busy { until: None };
    assert_eq!(waits(session("b"), &[device("a"), bare]), "b: busy");
    assert_eq!(waits(session("c"), &[device("a")]), "the chosen device c is not known any more");
    let mut page = device("b");
    page.watches_processes = false;
    let refusal = waits(session("b"), &[device("a"), page]);
    assert_eq!(refusal, "b: it cannot list its processes, nor watch chosen ones");
}

#[test]
fn a_device_in_quarantine_takes_nothing_and_a_job_that_waits_for_it_says_why() {
    let mut held = device("lab-01");
    held.quarantine =
        Some(Quarantine { reason: "fan broken".to_owned(), by: "kim".to_owned(), since: at(0) });
    let told = "quarantined by kim since 2023-11-14T22:13:20.000Z: fan broken";
    assert_eq!(waits(queued(1), std::slice::from_ref(&held)), format!("lab-01: {told}"));
    assert_eq!(placed(&[queued(1)], &[held.clone(), device("lab-02")]), [(1, "lab-02".to_owned())]);
    assert_eq!(held.state(), "quarantined");
    held.availability = Availability::Busy { until: None };
    assert_eq!(held.state(), "busy", "what it runs ends in peace");
    assert!(matches!(why_not(&needs(), &held), Some(Reason::Quarantined(_))));
}
