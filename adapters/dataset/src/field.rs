//! The built-in fields of a sample: name, unit, viewpoint and meaning in one table; never a custom metric.

use serde::{Deserialize, Serialize};

use crate::{Definition, Direction, MetricPoint};

/// Whose view a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Viewpoint {
    /// The operating system's.
    Os,
    /// The browser's own accounting.
    Chrome,
    /// The page's.
    Page,
}

impl Viewpoint {
    /// The label that charts and tables show.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Os => "OS",
            Self::Chrome => "Chrome",
            Self::Page => "Page",
        }
    }
}

/// A built-in field of [`MetricPoint`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// CPU as the operating system counts it.
    CpuOsUsage,
    /// Resident memory.
    MemoryRss,
    /// Memory that would be free if the process ended.
    MemoryFootprint,
    /// CPU as the browser counts it.
    CpuChromeUsage,
    /// Private memory as the browser's task manager counts it.
    MemoryPrivate,
    /// V8 heap.
    JsHeapSize,
    /// DOM nodes.
    DomNodes,
    /// GPU utilization.
    GpuUsage,
}

struct Row {
    name: &'static str,
    unit: &'static str,
    viewpoint: Viewpoint,
    meaning: &'static str,
}

impl Field {
    /// Every built-in field, in the order in which pages list them.
    pub const ALL: [Self; 8] = [
        Self::CpuOsUsage,
        Self::CpuChromeUsage,
        Self::MemoryRss,
        Self::MemoryFootprint,
        Self::MemoryPrivate,
        Self::JsHeapSize,
        Self::DomNodes,
        Self::GpuUsage,
    ];

    /// The field's name in the file, e.g. `memory_rss`.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// `percent`, `bytes` or `count`. CPU is percent of one core.
    pub const fn unit(self) -> &'static str {
        self.row().unit
    }

    /// Whose view it is.
    pub const fn viewpoint(self) -> Viewpoint {
        self.row().viewpoint
    }

    /// One sentence for the reader.
    pub const fn meaning(self) -> &'static str {
        self.row().meaning
    }

    /// The field of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The definition that a Dataset gives the field, unless it has one of its own. Less is better for all of them.
    pub fn definition(self) -> Definition {
        Definition {
            unit: self.unit().to_owned(),
            meaning: self.meaning().to_owned(),
            direction: Some(Direction::LowerIsBetter),
            aggregate: None,
            threshold: None,
            practical_limit: None,
            source: None,
            unknown: crate::Unknown::new(),
        }
    }

    /// The field's value in one point, in the field's unit; absent where its source gave none.
    pub const fn of(self, point: &MetricPoint) -> Option<f64> {
        match self {
            Self::CpuOsUsage => point.cpu_os_usage,
            Self::MemoryRss => as_f64(point.memory_rss),
            Self::MemoryFootprint => as_f64(point.memory_footprint),
            Self::CpuChromeUsage => point.cpu_chrome_usage,
            Self::MemoryPrivate => as_f64(point.memory_private),
            Self::JsHeapSize => as_f64(point.js_heap_size),
            Self::DomNodes => as_f64(point.dom_nodes),
            Self::GpuUsage => point.gpu_usage,
        }
    }

    const fn row(self) -> Row {
        use Viewpoint::{Chrome, Os, Page};
        let (name, unit, viewpoint, meaning) = match self {
            Self::CpuOsUsage => (
                "cpu_os_usage",
                "percent",
                Os,
                "kernel plus user time since the previous sample, of one core",
            ),
            Self::MemoryRss => ("memory_rss", "bytes", Os, "resident set size"),
            Self::MemoryFootprint => {
                ("memory_footprint", "bytes", Os, "memory that is the process's own, swapped pages included")
            }
            Self::CpuChromeUsage => {
                ("cpu_chrome_usage", "percent", Chrome, "CPU as the browser counts it, of one core")
            }
            Self::MemoryPrivate => {
                ("memory_private", "bytes", Chrome, "private memory as the browser's task manager counts it")
            }
            Self::JsHeapSize => ("js_heap_size", "bytes", Page, "V8 heap in use by the page"),
            Self::DomNodes => ("dom_nodes", "count", Page, "DOM nodes of the page"),
            Self::GpuUsage => ("gpu_usage", "percent", Os, "GPU utilization"),
        };
        Row { name, unit, viewpoint, meaning }
    }
}

const fn as_f64(value: Option<u64>) -> Option<f64> {
    match value {
        Some(value) => Some(value as f64),
        None => None,
    }
}
