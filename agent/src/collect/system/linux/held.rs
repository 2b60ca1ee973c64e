//! The open files of one process. Never opens a path twice: what is read belongs to the process that was opened.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid;
use rustix::fs::{Mode, OFlags, open, openat};

/// Room for the longest file that is read each tick (`status`, about 1.5 kB).
pub(super) const BUFFER_BYTES: usize = 4096;

/// What CPU times are read from, for a reader of the run.
pub const CPU_CLOCK: &str = "the CPU-time clock of each process (clock_getcpuclockid), in ns";

pub(super) struct Held {
    clock: ClockId,
    status: OwnedFd,
    /// Absent where the system refuses: traffic of another user's processes is none of ours.
    disk: Option<OwnedFd>,
}

impl Held {
    pub(super) fn open(pid: u32) -> io::Result<Self> {
        let folder = open_folder(pid)?;
        let status = open_in(&folder, "status")?;
        let disk = open_in(&folder, "io").ok();
        let raw = i32::try_from(pid).map_err(|_| io::Error::from(io::ErrorKind::NotFound))?;
        Ok(Self { clock: clock_getcpuclockid(Pid::from_raw(raw))?, status, disk })
    }

    /// CPU time since the process began, of all its threads, also those that ended. Valid only if a read of
    /// [`Held::status`] succeeds afterwards, since the clock goes by number.
    pub(super) fn cpu(&self) -> io::Result<Duration> {
        Ok(Duration::from(self.clock.now()?))
    }

    pub(super) fn status<'a>(&self, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
        read(&self.status, buffer)
    }

    /// Storage traffic as text; absent where the system refuses it.
    pub(super) fn disk<'a>(&self, buffer: &'a mut [u8]) -> Option<&'a [u8]> {
        read(self.disk.as_ref()?, buffer).ok()
    }
}

pub(super) fn open_folder(pid: u32) -> io::Result<OwnedFd> {
    let flags = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
    Ok(open(format!("/proc/{pid}"), flags, Mode::empty())?)
}

pub(super) fn open_in(folder: &OwnedFd, name: &str) -> io::Result<OwnedFd> {
    Ok(openat(folder, name, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?)
}

pub(super) fn read<'a>(file: &OwnedFd, buffer: &'a mut [u8]) -> io::Result<&'a [u8]> {
    let length = rustix::io::pread(file, &mut *buffer, 0)?;
    Ok(&buffer[..length])
}
