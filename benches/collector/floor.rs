//! The least that can be done: three files a process, held open and read into a buffer that nobody looks at, as a
//! small C program would. Never understands a number.

use std::fs::File;
use std::hint::black_box;
use std::io;
use std::time::Duration;

use agent::collect::system::ProcessTree;
use rustix::io::pread;

use crate::pace;
use crate::subject::Subject;

/// How the table calls it.
pub(crate) const NAME: &str = "floor";

const FILES: [&str; 3] = ["stat", "statm", "io"];

/// Share of a core, %. Of a tree it reads the processes of the first moment, and lists all of the machine each time.
pub(crate) fn run(subject: &Subject, interval: Duration, window: Duration) -> anyhow::Result<f64> {
    let (pids, lists) = match subject {
        Subject::Fixed(pids) => (pids.clone(), false),
        Subject::Tree(root) => {
            let members = ProcessTree::new(*root)?.discover()?;
            (members.into_iter().map(|member| member.pid).collect(), true)
        }
    };
    let held: Vec<File> =
        pids.iter().flat_map(|pid| FILES.iter().filter_map(move |name| open(*pid, name))).collect();
    let mut buffer = [0; 4096];
    pace::cpu_percent(interval, window, || {
        if lists {
            black_box(list()?);
        }
        for file in &held {
            // A process that has ended costs a failed call, as it would cost a C program.
            let _read = black_box(pread(file, &mut buffer, 0));
            black_box(&buffer);
        }
        Ok(())
    })
}

/// Absent where the system refuses it or the process has ended.
fn open(pid: u32, name: &str) -> Option<File> {
    File::open(format!("/proc/{pid}/{name}")).ok()
}

fn list() -> io::Result<usize> {
    let mut processes = 0;
    for entry in std::fs::read_dir("/proc")? {
        processes += usize::from(entry?.file_name().as_encoded_bytes()[0].is_ascii_digit());
    }
    Ok(processes)
}
