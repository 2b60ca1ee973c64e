//! What holds for every queue and every lab.

use std::collections::BTreeSet;

use controller::lease::{Availability, Device, QueuedJob, plan, why_not};
use proptest::prelude::*;
use protocol::DeviceId;

use crate::samples::{at, chromium, device, needs, queued};

fn any_job(number: u128) -> impl Strategy<Value = QueuedJob> {
    let label = prop::option::of(prop::sample::select(vec!["gpu", "fast"]));
    let failed = prop::collection::vec(0u8..6, 0..3);
    (0i32..3, 0i64..5, label, prop::option::of(120u32..150), failed).prop_map(
        move |(priority, second, label, version_min, failed)| {
            let mut needs = needs();
            needs.labels = label.into_iter().map(ToOwned::to_owned).collect();
            needs.version_min = version_min;
            let failed_on = failed.into_iter().map(|number| DeviceId::new(format!("d{number}"))).collect();
            QueuedJob { priority, submitted_at: at(second), needs, failed_on, ..queued(number) }
        },
    )
}

fn any_device(number: usize) -> impl Strategy<Value = Device> {
    let availability = prop_oneof![
        3 => Just(Availability::Ready),
        1 => Just(Availability::Busy { until: None }),
        1 => Just(Availability::Offline),
        1 => Just(Availability::Draining),
    ];
    (availability, any::<bool>(), any::<bool>(), 120u32..150).prop_map(
        move |(availability, gpu, fast, version)| {
            let mut device = device(&format!("d{number}"));
            let labels = [("gpu", gpu), ("fast", fast)].into_iter().filter(|(_, carried)| *carried);
            device.labels = labels.map(|(name, _)| (name.to_owned(), "true".to_owned())).collect();
            device.browsers = vec![chromium(&format!("{version}.0.1"))];
            device.availability = availability;
            device
        },
    )
}

fn any_lab() -> impl Strategy<Value = (Vec<QueuedJob>, Vec<Device>)> {
    let jobs = (0usize..12).prop_flat_map(|count| (0..count as u128).map(any_job).collect::<Vec<_>>());
    let devices = (0usize..6).prop_flat_map(|count| (0..count).map(any_device).collect::<Vec<_>>());
    (jobs, devices)
}

proptest! {
    #[test]
    fn no_device_and_no_job_is_given_twice_and_none_is_forgotten((jobs, devices) in any_lab()) {
        let plan = plan(&jobs, &devices);
        let given: BTreeSet<_> = plan.placements.iter().map(|placement| &placement.device).collect();
        prop_assert_eq!(given.len(), plan.placements.len());
        let mut seen: Vec<_> = plan.placements.iter().map(|placement| placement.job).collect();
        seen.extend(plan.waiting.iter().map(|(job, _)| *job));
        seen.sort();
        let mut all: Vec<_> = jobs.iter().map(|job| job.id).collect();
        all.sort();
        prop_assert_eq!(seen, all);
    }

    #[test]
    fn whoever_gets_a_device_meets_every_requirement((jobs, devices) in any_lab()) {
        for placement in plan(&jobs, &devices).placements {
            let job = jobs.iter().find(|job| job.id == placement.job).unwrap();
            let device = devices.iter().find(|device| device.id == placement.device).unwrap();
            prop_assert_eq!(why_not(&job.needs, device), None);
        }
    }

    #[test]
    fn the_first_job_in_line_never_starves((jobs, devices) in any_lab()) {
        let plan = plan(&jobs, &devices);
        let line = |job: &&QueuedJob| (std::cmp::Reverse(job.priority), job.submitted_at, job.id);
        let fits = |job: &&QueuedJob| job.failed_on.is_empty()
            && devices.iter().any(|device| why_not(&job.needs, device).is_none());
        if let Some(first) = jobs.iter().min_by_key(line).filter(fits) {
            prop_assert_eq!(plan.placements.first().map(|placement| placement.job), Some(first.id));
        }
    }

    #[test]
    fn no_device_idles_while_a_job_without_history_fits_it((jobs, devices) in any_lab()) {
        let plan = plan(&jobs, &devices);
        let idle = devices.iter().filter(|device| plan.placements.iter().all(|given| given.device != device.id));
        for device in idle {
            for (waiting, _) in &plan.waiting {
                let job = jobs.iter().find(|job| job.id == *waiting).unwrap();
                prop_assert!(!job.failed_on.is_empty() || why_not(&job.needs, device).is_some());
            }
        }
    }

    #[test]
    fn the_order_in_which_things_are_listed_changes_nothing((jobs, devices) in any_lab()) {
        let mut turned = (jobs.clone(), devices.clone());
        turned.0.reverse();
        turned.1.reverse();
        prop_assert_eq!(plan(&jobs, &devices), plan(&turned.0, &turned.1));
    }
}
