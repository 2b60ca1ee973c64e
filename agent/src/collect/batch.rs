//! Turns what a source read into points by process id, each into fields of its own; `adapters` joins the sources of
//! one tick. Pure; never fills a field of one source from another.

use std::collections::BTreeMap;

use dataset::{MetricPoint, RUN_PID, Timestamp};

use super::browser::cpu::BrowserProcess;
use super::browser::page::PageSample;
use super::system::{Footprint, Reading};

/// The points of one tick.
pub type Points = BTreeMap<u32, MetricPoint>;

/// Adds the system's readings.
pub fn add_system(points: &mut Points, readings: &[Reading]) {
    for reading in readings {
        let point = points.entry(reading.pid).or_default();
        point.cpu_os_usage = reading.cpu_percent;
        point.memory_rss = reading.rss_bytes;
        point.memory_private = reading.private_bytes;
        let custom = [
            ("threads", reading.threads.map(|threads| threads as f64)),
            ("context_switches.voluntary", reading.voluntary_switches_per_s),
            ("context_switches.involuntary", reading.involuntary_switches_per_s),
            ("disk.read", reading.disk_read_per_s),
            ("disk.write", reading.disk_write_per_s),
        ];
        let present = custom.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?)));
        point.custom_metrics.extend(present);
    }
}

/// Adds the browser's CPU figures.
pub fn add_browser<'a>(points: &mut Points, processes: impl IntoIterator<Item = &'a BrowserProcess>) {
    for process in processes {
        if let Some(percent) = process.cpu_percent {
            points.entry(process.pid).or_default().cpu_chrome_usage = Some(percent);
        }
    }
}

/// Adds the counters of a page to its renderer. Pages of one renderer tell the same counters at slightly different
/// instants, so the larger stands.
pub fn add_page(points: &mut Points, pid: u32, sample: &PageSample) {
    let point = points.entry(pid).or_default();
    point.js_heap_size = point.js_heap_size.max(sample.js_heap_bytes);
    point.dom_nodes = point.dom_nodes.max(sample.dom_nodes);
    for (key, value) in &sample.custom {
        let place = point.custom_metrics.entry(key.clone()).or_insert(*value);
        *place = place.max(*value);
    }
}

/// Adds the counters of a page whose renderer is unknown to the run itself, under keys that begin with the page's label.
pub fn add_unplaced_page(points: &mut Points, label: &str, sample: &PageSample) {
    let values = [
        ("js_heap_size", sample.js_heap_bytes.map(|bytes| bytes as f64)),
        ("dom_nodes", sample.dom_nodes.map(|nodes| nodes as f64)),
    ];
    for (key, value) in values {
        if let Some(value) = value {
            let point = points.entry(RUN_PID).or_default();
            point.custom_metrics.insert(format!("{label}.{key}"), value);
        }
    }
}

/// Adds one value that a page reported; `at` is its own instant, where that is not the batch's.
pub fn add_custom(points: &mut Points, pid: u32, (key, value): (&str, f64), at: Option<Timestamp>) {
    let point = points.entry(pid).or_default();
    point.custom_metrics.insert(key.to_owned(), value);
    point.timestamp = at;
}

/// Adds proportional memory.
pub fn add_footprints(points: &mut Points, footprints: &[Footprint]) {
    for footprint in footprints {
        points.entry(footprint.pid).or_default().memory_footprint = Some(footprint.bytes);
    }
}

/// The metric keys that stand in `points`: field names and custom keys.
pub fn keys(points: &Points) -> impl Iterator<Item = &str> {
    points.values().flat_map(|point| {
        let fields = [
            ("cpu_os_usage", point.cpu_os_usage.is_some()),
            ("memory_rss", point.memory_rss.is_some()),
            ("memory_footprint", point.memory_footprint.is_some()),
            ("cpu_chrome_usage", point.cpu_chrome_usage.is_some()),
            ("memory_private", point.memory_private.is_some()),
            ("js_heap_size", point.js_heap_size.is_some()),
            ("dom_nodes", point.dom_nodes.is_some()),
        ];
        let present = fields.into_iter().filter_map(|(key, present)| present.then_some(key));
        present.chain(point.custom_metrics.keys().map(String::as_str))
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn reading(pid: u32, cpu_percent: f64) -> Reading {
        Reading {
            pid,
            cpu: Duration::ZERO,
            cpu_percent: Some(cpu_percent),
            rss_bytes: Some(10),
            private_bytes: None,
            threads: Some(3),
            voluntary_switches_per_s: None,
            involuntary_switches_per_s: None,
            disk_read_per_s: None,
            disk_write_per_s: None,
        }
    }

    fn process(pid: u32, cpu_percent: Option<f64>) -> BrowserProcess {
        BrowserProcess { pid, kind: "renderer".to_owned(), cpu: Duration::ZERO, cpu_percent }
    }

    #[test]
    fn both_sources_of_one_process_stand_side_by_side() {
        let mut points = Points::new();
        add_system(&mut points, &[reading(1, 5.0), reading(2, 90.0)]);
        add_browser(&mut points, &[process(2, Some(88.0)), process(3, Some(1.0)), process(1, None)]);
        let both = |pid: u32| (points[&pid].cpu_os_usage, points[&pid].cpu_chrome_usage);
        assert_eq!(both(1), (Some(5.0), None));
        assert_eq!(both(2), (Some(90.0), Some(88.0)));
        assert_eq!(both(3), (None, Some(1.0)));
    }

    #[test]
    fn pages_of_one_renderer_are_not_added_up() {
        let mut points = Points::new();
        let page = |nodes| PageSample { dom_nodes: Some(nodes), ..PageSample::default() };
        add_page(&mut points, 2, &page(50));
        add_page(&mut points, 2, &page(49));
        assert_eq!(points[&2].dom_nodes, Some(50));
        assert_eq!(points[&2].js_heap_size, None);
    }

    #[test]
    fn a_page_without_a_known_renderer_stands_with_the_run() {
        let mut points = Points::new();
        let page = PageSample { dom_nodes: Some(7), ..PageSample::default() };
        add_unplaced_page(&mut points, "tab.1", &page);
        assert_eq!(points[&RUN_PID].custom_metrics.get("tab.1.dom_nodes"), Some(&7.0));
        assert_eq!(points[&RUN_PID].dom_nodes, None);
        assert!(keys(&points).eq(["tab.1.dom_nodes"]));
    }
}
