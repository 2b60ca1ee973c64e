//! Ticks at fixed instants, and the CPU time that a thread spends on them. Never drifts: a late tick shortens the rest.

use std::time::Duration;

use crate::clock::{now, pause};

/// Ticks that warm up and are not counted.
const WARM_UP: u32 = 2;

/// Runs `tick` every `interval` for `window` on this thread, after a warm-up; the share of a core that it took, %.
pub(crate) fn cpu_percent(
    interval: Duration,
    window: Duration,
    mut tick: impl FnMut() -> anyhow::Result<()>,
) -> anyhow::Result<f64> {
    let ticks = WARM_UP + u32::try_from(window.as_millis() / interval.as_millis())?;
    let started = now();
    let mut counted = (now(), own_cpu());
    for number in 0..ticks {
        if number == WARM_UP {
            counted = (now(), own_cpu());
        }
        tick()?;
        pause((started + interval * (number + 1)).saturating_duration_since(now()));
    }
    let (since, before) = counted;
    let spent = own_cpu().saturating_sub(before);
    Ok(spent.as_secs_f64() / (now() - since).as_secs_f64() * 100.0)
}

/// CPU time of this thread so far.
fn own_cpu() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(time).expect("CPU time is never negative")
}
