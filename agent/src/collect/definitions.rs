//! What the built-in metrics mean. The one place that names their keys, units and limits.

use std::collections::BTreeMap;

use dataset::{Aggregate, Definition, Direction, PracticalLimit, Viewpoint};

/// Keys of the built-in metrics.
pub mod key {
    /// CPU time of all processes of the browser, ms.
    pub const CPU_TOTAL: &str = "cpu_time.total";
    /// CPU time of the renderers, ms.
    pub const CPU_RENDERER: &str = "cpu_time.renderer";
    /// CPU time of the browser process, ms.
    pub const CPU_BROWSER: &str = "cpu_time.browser";
    /// CPU time of the GPU process, ms.
    pub const CPU_GPU: &str = "cpu_time.gpu";
    /// CPU time of everything else on the machine, ms. Verdicts look at it: a busier machine is no slower page.
    pub const CPU_OTHERS: &str = "cpu_time.others";
    /// Length of an iteration, ms.
    pub const ITERATION_TIME: &str = "iteration_time";
    /// Private memory of all processes of the browser, bytes.
    pub const MEMORY_TOTAL: &str = "memory_private.total";
    /// Private memory of the renderers, bytes.
    pub const MEMORY_RENDERER: &str = "memory_private.renderer";
    /// JavaScript heap of all pages, bytes.
    pub const HEAP_PAGE: &str = "js_heap.page";
    /// DOM nodes of all pages.
    pub const NODES_PAGE: &str = "dom_nodes.page";
}

const LOWER: Option<Direction> = Some(Direction::LowerIsBetter);
const MIB: f64 = 1024.0 * 1024.0;

/// Begins the keys of tabs whose renderer is unknown: this, the tab's number in the order of opening from 1, a dot, and
/// the key of the figure, e.g. `tab.1.dom_nodes`.
pub const TAB_PREFIX: &str = "tab.";

/// The same for frames that have a renderer of their own.
pub const FRAME_PREFIX: &str = "frame.";

/// Keys that the page observers report begin with one of these.
const VITALS: [&str; 2] = ["web_vitals.", "navigation."];

/// The definition of a built-in metric; absent for keys that are not ours.
pub fn definition(key: &str) -> Option<Definition> {
    let figure = [TAB_PREFIX, FRAME_PREFIX].iter().find_map(|prefix| figure_of(key, prefix)).unwrap_or(key);
    ROWS.iter().find(|row| row.key == figure).map(Row::definition)
}

/// The key of the figure in a key that names a page.
fn figure_of<'a>(key: &'a str, prefix: &str) -> Option<&'a str> {
    let (number, figure) = key.strip_prefix(prefix)?.split_once('.')?;
    number.parse::<u32>().ok().map(|_| figure)
}

/// Whether the page observers report this key.
pub fn is_vital(key: &str) -> bool {
    VITALS.iter().any(|prefix| key.starts_with(prefix)) && definition(key).is_some()
}

/// The definitions of those of `keys` that are built in.
pub fn definitions<'a>(keys: impl IntoIterator<Item = &'a str>) -> BTreeMap<String, Definition> {
    keys.into_iter().filter_map(|key| Some((key.to_owned(), definition(key)?))).collect()
}

struct Row {
    key: &'static str,
    unit: &'static str,
    meaning: &'static str,
    direction: Option<Direction>,
    aggregate: Aggregate,
    /// Percent of the baseline and absolute value; a change must pass both.
    limit: Option<(f64, f64)>,
    /// Who measures it, where the key alone does not tell.
    source: Option<Viewpoint>,
}

impl Row {
    const fn judged(key: &'static str, unit: &'static str, limit: (f64, f64), meaning: &'static str) -> Self {
        Self {
            key,
            unit,
            meaning,
            direction: LOWER,
            aggregate: Aggregate::Last,
            limit: Some(limit),
            source: None,
        }
    }

    const fn vital(
        key: &'static str,
        unit: &'static str,
        aggregate: Aggregate,
        limit: (f64, f64),
        meaning: &'static str,
    ) -> Self {
        Self { key, unit, meaning, direction: LOWER, aggregate, limit: Some(limit), source: None }
    }

    const fn shown(
        key: &'static str,
        unit: &'static str,
        aggregate: Aggregate,
        meaning: &'static str,
    ) -> Self {
        Self { key, unit, meaning, direction: None, aggregate, limit: None, source: None }
    }

    const fn by_the_system(self) -> Self {
        Self { source: Some(Viewpoint::Os), ..self }
    }

    fn definition(&self) -> Definition {
        Definition {
            unit: self.unit.to_owned(),
            meaning: self.meaning.to_owned(),
            direction: self.direction,
            aggregate: Some(self.aggregate),
            threshold: None,
            practical_limit: self.limit.map(|(percent, absolute)| PracticalLimit {
                percent: Some(percent),
                absolute: Some(absolute),
            }),
            source: self.source,
            unknown: dataset::Unknown::default(),
        }
    }
}

const ROWS: &[Row] = &[
    // Judged per iteration. The limits are wide enough for two runs of the same page to be called the same.
    Row::judged(
        key::CPU_TOTAL,
        "ms",
        (15.0, 30.0),
        "CPU time that all processes of the browser used in the iteration, ended ones included; zygotes, crash \
         handlers, extensions and renderers without a page excluded",
    ),
    Row::judged(
        key::CPU_RENDERER,
        "ms",
        (15.0, 30.0),
        "CPU time that the renderers of the pages used in the iteration",
    ),
    Row::shown(
        key::CPU_BROWSER,
        "ms",
        Aggregate::Last,
        "CPU time that the browser process used in the iteration",
    ),
    Row::shown(key::CPU_GPU, "ms", Aggregate::Last, "CPU time that the GPU process used in the iteration"),
    Row::shown(
        key::CPU_OTHERS,
        "ms",
        Aggregate::Last,
        "CPU time that everything but the browser used in the iteration, on all cores together: other programs, the \
         agent and its driver, and what a virtual machine's neighbors took from it",
    ),
    Row::shown(
        key::ITERATION_TIME,
        "ms",
        Aggregate::Last,
        "From the begin of the iteration's first step to the end of its last",
    ),
    Row::judged(
        key::MEMORY_TOTAL,
        "bytes",
        (10.0, 4.0 * MIB),
        "Private memory (anonymous resident plus swapped, from /proc) of the browser and of the pages that are open \
         at the end of the iteration, after a garbage collection where the browser source could ask for one",
    ),
    Row::judged(
        key::MEMORY_RENDERER,
        "bytes",
        (10.0, 4.0 * MIB),
        "Private memory (anonymous resident plus swapped, from /proc) of the renderers of the pages that are open at \
         the end of the iteration, after a garbage collection where the browser source could ask for one",
    ),
    Row::judged(
        key::HEAP_PAGE,
        "bytes",
        (15.0, MIB),
        "JavaScript heap in use by all pages at the end of the iteration, after a garbage collection",
    ),
    Row::judged(
        key::NODES_PAGE,
        "count",
        (5.0, 50.0),
        "DOM nodes alive in all pages at the end of the iteration, after a garbage collection",
    ),
    // Series per process, operating system.
    Row::shown(
        "cpu_os_usage",
        "percent",
        Aggregate::Mean,
        "Kernel plus user time since the previous sample by the kernel's CPU clock of the process, percent of one core",
    ),
    Row::shown("memory_rss", "bytes", Aggregate::Mean, "Resident set size"),
    Row::shown(
        "memory_footprint",
        "bytes",
        Aggregate::Mean,
        "Proportional set size plus its swapped part, on a slower clock of its own",
    ),
    Row::shown(
        "memory_private",
        "bytes",
        Aggregate::Mean,
        "Anonymous resident plus swapped memory, read from /proc by the system source; the sum that Chrome's task \
         manager shows on Linux, which the browser itself tells extensions only",
    )
    .by_the_system(),
    Row::shown("threads", "count", Aggregate::Mean, "Threads of the process").by_the_system(),
    Row::shown(
        "context_switches.voluntary",
        "1/s",
        Aggregate::Mean,
        "Times a second that the main thread gave up the processor",
    )
    .by_the_system(),
    Row::shown(
        "context_switches.involuntary",
        "1/s",
        Aggregate::Mean,
        "Times a second that the processor was taken from the main thread",
    )
    .by_the_system(),
    // Series per process, browser.
    Row::shown(
        "cpu_chrome_usage",
        "percent",
        Aggregate::Mean,
        "CPU since the previous answer by the browser's own counter (SystemInfo.getProcessInfo), percent of one core; \
         an approximation of Chrome's task manager, in steps of 10 ms on Linux",
    ),
    Row::shown(
        "js_heap_size",
        "bytes",
        Aggregate::Mean,
        "JavaScript heap in use in the renderer of the page",
    ),
    Row::shown("dom_nodes", "count", Aggregate::Mean, "DOM nodes alive in the renderer of the page"),
    Row::shown(
        "page.js_heap_total",
        "bytes",
        Aggregate::Mean,
        "JavaScript heap reserved in the renderer of the page",
    ),
    Row::shown("page.event_listeners", "count", Aggregate::Mean, "JavaScript event listeners alive"),
    Row::shown("page.documents", "count", Aggregate::Mean, "Documents alive"),
    Row::shown("page.task_time", "percent", Aggregate::Mean, "Share of time that the main thread ran tasks"),
    Row::shown(
        "page.script_time",
        "percent",
        Aggregate::Mean,
        "Share of time that the main thread ran scripts",
    ),
    Row::shown("page.layout_time", "percent", Aggregate::Mean, "Share of time that the main thread laid out"),
    Row::shown(
        "page.style_time",
        "percent",
        Aggregate::Mean,
        "Share of time that the main thread computed styles",
    ),
    Row::shown("page.layouts", "1/s", Aggregate::Mean, "Layouts a second"),
    Row::shown("page.style_recalculations", "1/s", Aggregate::Mean, "Style computations a second"),
    // Reported by the page observers, for the page and not for its frames. Many pages have none of the last three in
    // most iterations, so they are judged only where a scenario names them among its metrics.
    Row::vital(
        "web_vitals.fcp",
        "ms",
        Aggregate::Last,
        (20.0, 100.0),
        "First contentful paint after the navigation",
    ),
    Row::vital(
        "web_vitals.lcp",
        "ms",
        Aggregate::Last,
        (20.0, 100.0),
        "Largest contentful paint after the navigation; the last candidate counts",
    ),
    Row::shown(
        "web_vitals.cls",
        "score",
        Aggregate::Last,
        "Cumulative layout shift: the worst session window (gaps below 1 s, 5 s at most) of the page so far",
    ),
    Row::shown(
        "web_vitals.inp",
        "ms",
        Aggregate::Last,
        "Interaction to next paint: 98th percentile of the page's interactions so far",
    ),
    Row::shown(
        "web_vitals.tbt",
        "ms",
        Aggregate::Sum,
        "Total blocking time: what long tasks took beyond 50 ms each, after the first contentful paint",
    ),
    Row::shown(
        "web_vitals.long_tasks",
        "ms",
        Aggregate::Sum,
        "Time in tasks of the main thread above 50 ms each",
    ),
    Row::shown("web_vitals.long_frames", "ms", Aggregate::Sum, "Blocking time of long animation frames"),
    Row::shown(
        "navigation.first_byte",
        "ms",
        Aggregate::Last,
        "First byte of the document after the navigation",
    ),
    Row::shown(
        "navigation.dom_content_loaded",
        "ms",
        Aggregate::Last,
        "DOMContentLoaded after the navigation",
    ),
    Row::shown("navigation.load", "ms", Aggregate::Last, "Load event after the navigation"),
    Row::shown("disk.read", "bytes/s", Aggregate::Mean, "Bytes a second fetched from storage")
        .by_the_system(),
    Row::shown("disk.write", "bytes/s", Aggregate::Mean, "Bytes a second sent to storage").by_the_system(),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_judged_metric_has_a_direction_and_both_limits() {
        for key in [
            key::CPU_TOTAL,
            key::CPU_RENDERER,
            key::MEMORY_TOTAL,
            key::MEMORY_RENDERER,
            key::HEAP_PAGE,
            key::NODES_PAGE,
        ] {
            let definition = definition(key).unwrap();
            assert_eq!(definition.direction, LOWER, "{key}");
            let limit = definition.practical_limit.unwrap();
            assert!(limit.percent.is_some() && limit.absolute.is_some(), "{key}");
        }
        assert_eq!(definition(key::CPU_GPU).unwrap().direction, None);
    }

    #[test]
    fn figures_of_an_unplaced_page_mean_what_they_mean_elsewhere() {
        assert!(definition("dom_nodes").is_some());
        assert_eq!(definition("tab.1.dom_nodes"), definition("dom_nodes"));
        assert_eq!(definition("frame.12.js_heap_size"), definition("js_heap_size"));
        assert_eq!((definition("tab.cart"), definition("tab.cart.dom_nodes")), (None, None));
        assert!(is_vital("web_vitals.lcp") && !is_vital("web_vitals.none") && !is_vital("dom_nodes"));
    }

    #[test]
    fn what_the_system_reads_is_never_called_the_browsers_or_the_pages() {
        for key in ["memory_private", "threads", "context_switches.voluntary", "disk.read"] {
            assert_eq!(definition(key).unwrap().source, Some(Viewpoint::Os), "{key}");
        }
        assert_eq!(definition("cpu_chrome_usage").unwrap().source, None);
    }

    #[test]
    fn no_key_is_defined_twice() {
        let keys: std::collections::BTreeSet<_> = ROWS.iter().map(|row| row.key).collect();
        assert_eq!(keys.len(), ROWS.len());
    }
}
