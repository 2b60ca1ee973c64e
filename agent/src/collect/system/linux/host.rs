//! How busy the whole machine has been. Never a share or a rate: a counter, to be read at two instants.

use std::fs;
use std::time::Duration;

/// CPU time since boot, summed over all cores, in which somebody worked: this machine's processes and kernel, and the
/// neighbors of a virtual machine while it wanted to run (`steal`). In steps of 10 ms a core. Absent where the kernel
/// does not tell.
pub fn host_busy() -> Option<Duration> {
    of_stat(&fs::read_to_string("/proc/stat").ok()?, rustix::param::clock_ticks_per_second())
}

/// Columns of the line `cpu`: user, nice, system, idle, iowait, irq, softirq, steal; guest time is part of user time.
fn of_stat(text: &str, ticks_per_second: u64) -> Option<Duration> {
    let line = text.lines().next()?.strip_prefix("cpu ")?;
    let columns: Vec<u64> = line.split_whitespace().map_while(|word| word.parse().ok()).collect();
    let [user, nice, system, _idle, _iowait, irq, softirq, steal, ..] = columns[..] else { return None };
    let ticks = user + nice + system + irq + softirq + steal;
    Some(Duration::from_secs_f64(ticks as f64 / ticks_per_second as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn idle_and_waiting_cores_are_not_busy() {
        let busy = |text| of_stat(text, 100).map(|busy| busy.as_millis());
        assert_eq!(busy("cpu  100 10 50 9000 800 5 5 30 7 0\ncpu0 1 1 1 1 1 1 1 1 1 1\n"), Some(2000));
        assert_eq!(busy("cpu  100 10 50 9000\n"), None);
        assert_eq!(busy("intr 5\n"), None);
    }

    #[test]
    fn this_machine_tells() {
        assert!(host_busy().is_some_and(|busy| busy > Duration::ZERO));
    }
}
