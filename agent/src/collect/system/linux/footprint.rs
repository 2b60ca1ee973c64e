//! Proportional memory from `smaps_rollup`. It costs a thousand times a counter and holds the target's memory-map
//! lock meanwhile, so it has a slow clock of its own and never runs inside a tick.

use std::collections::BTreeMap;
use std::io;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use super::super::reading::Footprint;
use super::held::{open_folder, open_in, read};
use super::text::proportional_bytes;

const ROLLUP_BYTES: usize = 4096;
/// `ESRCH`: the process ended between the opening of its folder and that of the file.
const GONE: i32 = rustix::io::Errno::SRCH.raw_os_error();

/// The open `smaps_rollup` files of the watched processes.
#[derive(Clone, Default)]
pub struct FootprintFiles {
    files: BTreeMap<u32, Arc<OwnedFd>>,
}

impl FootprintFiles {
    /// Adds a process; says whether the system lets it be read. One that is gone refuses nothing.
    pub fn watch(&mut self, pid: u32) -> bool {
        match open_folder(pid).and_then(|folder| open_in(&folder, "smaps_rollup")) {
            Ok(file) => {
                self.files.insert(pid, Arc::new(file));
                true
            }
            Err(error) => error.kind() == io::ErrorKind::NotFound || error.raw_os_error() == Some(GONE),
        }
    }

    /// Removes a process.
    pub fn forget(&mut self, pid: u32) {
        self.files.remove(&pid);
    }

    /// Reads every process; about a millisecond each. Those that are gone or refuse are left out.
    pub fn read(&self) -> Vec<Footprint> {
        let mut buffer = [0; ROLLUP_BYTES];
        self.files
            .iter()
            .filter_map(|(&pid, file)| {
                let bytes = proportional_bytes(read(file, &mut buffer).ok()?)?;
                Some(Footprint { pid, bytes })
            })
            .collect()
    }
}
