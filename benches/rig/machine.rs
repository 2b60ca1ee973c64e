//! What figures of another hour cannot be compared without: the machine and how busy it was. Never waits for quiet.

/// Processor, cores, and the load averages of this moment.
pub(crate) fn circumstances() -> String {
    let facts = agent::device::host::read().facts;
    let fact = |name: &str| facts.get(name).map_or("unknown", String::as_str);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load: Vec<&str> = load.split_whitespace().take(3).collect();
    let profile = if cfg!(debug_assertions) { "; NOT a release build" } else { "" };
    format!("{} cores, {}; load {}{profile}", fact("cpu_cores"), fact("cpu_model"), load.join(" "))
}
