//! What measuring costs: the CPU time of collecting and of the whole agent, its memory, and how long a tick takes.

use std::time::{Duration, Instant};

use dataset::CollectorOverhead;

use super::cpu_meter::CpuMeter;

/// Tick times kept; a run of half an hour at 10 Hz fits, a longer one is told by its last ticks.
const KEPT: usize = 20_000;

/// The books of one collection.
pub struct Overhead {
    started_at: Instant,
    started_cpu: Option<Duration>,
    collecting: CpuMeter,
    polls: u64,
    poll_us: Vec<u32>,
}

impl Overhead {
    /// Opens the books at `now`.
    pub fn new(now: Instant) -> Self {
        Self {
            started_at: now,
            started_cpu: own_cpu(),
            collecting: CpuMeter::default(),
            polls: 0,
            poll_us: Vec::new(),
        }
    }

    /// Meters whatever collects.
    pub fn meter(&self) -> &CpuMeter {
        &self.collecting
    }

    /// Books one tick.
    pub fn tick(&mut self, took: Duration) {
        let us = u32::try_from(took.as_micros()).unwrap_or(u32::MAX);
        let slot = usize::try_from(self.polls).unwrap_or(0) % KEPT;
        if slot < self.poll_us.len() {
            self.poll_us[slot] = us;
        } else {
            self.poll_us.push(us);
        }
        self.polls += 1;
    }

    /// Closes the books at `now`; absent where nothing was polled or the system does not tell the agent's own figures.
    pub fn report(&self, now: Instant) -> Option<CollectorOverhead> {
        let mut sorted = self.poll_us.clone();
        sorted.sort_unstable();
        let wall = now.saturating_duration_since(self.started_at).as_secs_f64();
        if wall <= 0.0 {
            return None;
        }
        let percent = |cpu: Duration| cpu.as_secs_f64() / wall * 100.0;
        Some(CollectorOverhead {
            // Read before the whole, of which it is a part.
            collecting_cpu_percent: self.collecting.spent().map(percent),
            cpu_percent: percent(own_cpu()?.saturating_sub(self.started_cpu?)),
            memory_rss: own_memory()?,
            polls: self.polls,
            poll_ms_p50: quantile_ms(&sorted, 50)?,
            poll_ms_p95: quantile_ms(&sorted, 95)?,
            poll_ms_max: quantile_ms(&sorted, 100)?,
            unknown: dataset::Unknown::default(),
        })
    }
}

/// Nearest rank (the smallest value that `percent` of all do not exceed), ms; absent for no values.
fn quantile_ms(sorted_us: &[u32], percent: usize) -> Option<f64> {
    let rank = (sorted_us.len() * percent).div_ceil(100).max(1);
    sorted_us.get(rank - 1).map(|us| f64::from(*us) / 1000.0)
}

#[cfg(unix)]
fn own_cpu() -> Option<Duration> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::try_from(time).ok()
}

#[cfg(not(unix))]
fn own_cpu() -> Option<Duration> {
    super::system::portable::own_cpu()
}

#[cfg(target_os = "linux")]
fn own_memory() -> Option<u64> {
    let text = std::fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = text.split_ascii_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

#[cfg(not(target_os = "linux"))]
fn own_memory() -> Option<u64> {
    super::system::portable::own_memory()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_are_by_nearest_rank() {
        let sorted: Vec<u32> = (1..=20).map(|ms| ms * 1000).collect();
        assert_eq!(quantile_ms(&sorted, 50), Some(10.0));
        assert_eq!(quantile_ms(&sorted, 95), Some(19.0));
        assert_eq!(quantile_ms(&sorted, 100), Some(20.0));
        assert_eq!(quantile_ms(&[], 50), None);
    }
}
