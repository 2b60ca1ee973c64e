//! CPU per process by the browser's own counters. The counters move in steps of 10 ms on Linux. Pure.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use dataset::ProcessType;
use serde_json::Value;

use crate::collect::system::{Label, Member};

/// One process as the browser tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct BrowserProcess {
    /// The system's process id.
    pub pid: u32,
    /// The browser's word, e.g. `renderer`, `GPU` or `network.mojom.NetworkService`.
    pub kind: String,
    /// CPU time since the process began.
    pub cpu: Duration,
    /// CPU since the previous answer, percent of one core; absent in the first.
    pub cpu_percent: Option<f64>,
}

/// The counters of the previous answer.
#[derive(Clone, Debug, Default)]
pub struct CpuCounters {
    previous: BTreeMap<u32, (Instant, Duration)>,
}

impl CpuCounters {
    /// Reads an answer to `SystemInfo.getProcessInfo` that came at `at`; rows that are none are left out.
    pub fn read(&mut self, answer: &Value, at: Instant) -> Vec<BrowserProcess> {
        let rows = answer["processInfo"].as_array().map(Vec::as_slice).unwrap_or_default();
        let processes: Vec<BrowserProcess> = rows.iter().filter_map(|row| self.row(row, at)).collect();
        self.previous = processes.iter().map(|process| (process.pid, (at, process.cpu))).collect();
        processes
    }

    fn row(&self, row: &Value, at: Instant) -> Option<BrowserProcess> {
        let pid = u32::try_from(row["id"].as_u64()?).ok()?;
        let cpu = Duration::try_from_secs_f64(row["cpuTime"].as_f64()?).ok()?;
        let cpu_percent = self.previous.get(&pid).and_then(|&(before, used)| {
            let seconds = at.saturating_duration_since(before).as_secs_f64();
            (seconds > 0.0).then(|| cpu.saturating_sub(used).as_secs_f64() / seconds * 100.0)
        });
        Some(BrowserProcess { pid, kind: row["type"].as_str()?.to_owned(), cpu, cpu_percent })
    }
}

impl BrowserProcess {
    /// The process as a member of the tree, where the system is not asked.
    pub fn member(&self) -> Member {
        let proc_type = match self.kind.as_str() {
            "browser" => ProcessType::Browser,
            "renderer" => ProcessType::Renderer,
            "GPU" => ProcessType::Gpu,
            kind if kind.starts_with("network.") => ProcessType::Network,
            kind if kind.contains(".mojom.") || kind == "utility" => ProcessType::Utility,
            _ => ProcessType::Other,
        };
        let label = Label { proc_type, role: self.kind.clone(), provisional: false };
        Member { pid: self.pid, started: 0, name: self.kind.clone(), label }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "an instant can only be had from the clock")]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_first_answer_has_no_percentage_and_a_new_process_has_none_either() {
        let mut counters = CpuCounters::default();
        let now = Instant::now();
        let row = |pid: u32, cpu: f64| json!({"type": "renderer", "id": pid, "cpuTime": cpu});
        let first = counters.read(&json!({"processInfo": [row(1, 5.0)]}), now);
        assert_eq!(first[0].cpu_percent, None);
        let answer = json!({"processInfo": [row(1, 5.5), row(2, 0.1), {"type": "odd"}]});
        let second = counters.read(&answer, now + Duration::from_secs(1));
        let percents: Vec<_> = second.iter().map(|process| process.cpu_percent).collect();
        assert_eq!(percents, [Some(50.0), None]);
    }

    #[test]
    fn an_answer_in_another_shape_is_no_processes() {
        assert!(CpuCounters::default().read(&json!({"processInfo": 3}), Instant::now()).is_empty());
    }
}
