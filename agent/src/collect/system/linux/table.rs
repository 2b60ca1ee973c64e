//! Reads every process once and lets it go. Holds no file open: a machine runs more processes than one may have files.

use std::io;

use nix::time::clock_getcpuclockid;
use nix::unistd::Pid;

use super::super::reading::SystemError;
use super::super::table::{Row, Table};
use super::text::{Status, name, parent_and_start};
use super::tree::present;
use crate::collect::clock::Clock;

/// Every process of the machine that may be read; some 100 µs each, so nothing for a thread that others wait for.
pub fn read_table(clock: Clock) -> Result<Table, SystemError> {
    let (mut rows, mut unreadable) = (Vec::new(), 0);
    for pid in present().map_err(|source| SystemError::List { source })? {
        match read_row(pid, clock) {
            Ok(Some(row)) => rows.push(row),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => unreadable += 1,
            // It ended in between, or has no memory of its own.
            Ok(None) | Err(_) => {}
        }
    }
    Ok(Table::new(rows, unreadable))
}

/// Nothing for a kernel thread and for what only waits to be reaped.
fn read_row(pid: u32, clock: Clock) -> io::Result<Option<Row>> {
    let file = |name: &str| std::fs::read(format!("/proc/{pid}/{name}"));
    let status = Status::read(&file("status")?);
    let stat = String::from_utf8_lossy(&file("stat")?).into_owned();
    let (Some((parent, started)), Some(name)) = (parent_and_start(&stat), name(&stat)) else {
        return Err(io::Error::from(io::ErrorKind::InvalidData));
    };
    if status.zombie || status.rss_bytes.is_none() {
        return Ok(None);
    }
    let clock_id = i32::try_from(pid).ok().and_then(|pid| clock_getcpuclockid(Pid::from_raw(pid)).ok());
    Ok(Some(Row {
        pid,
        parent,
        started,
        name: name.to_owned(),
        command_line: String::from_utf8_lossy(&file("cmdline")?).into_owned(),
        rss_bytes: status.rss_bytes,
        cpu: clock_id.and_then(|id| id.now().ok()).map(Into::into),
        at: clock.now(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_stands_in_the_table_with_its_memory_and_time() {
        let table = read_table(Clock::start()).unwrap();
        let own = &table.rows[&std::process::id()];
        assert!(own.rss_bytes.is_some_and(|bytes| bytes > 1 << 20), "{own:?}");
        assert!(own.cpu.is_some_and(|cpu| !cpu.is_zero()), "{own:?}");
        assert!(table.rows.contains_key(&own.parent), "{own:?}");
        let stat = std::fs::read_to_string("/proc/self/stat").unwrap();
        assert_eq!(parent_and_start(&stat), Some((own.parent, own.started)));
    }
}
