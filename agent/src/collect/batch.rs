//! Puts what the sources read into one batch, each into fields of its own. Pure; joins by process id, never by
//! order, and never fills a field of one source from another.

use std::collections::BTreeMap;

use dataset::MetricPoint;

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
