//! Which processes are there: descendants of a process, and everything that a job started.

use std::collections::BTreeSet;

/// Process ids of every descendant of a process.
pub(crate) fn descendants(of: u32) -> BTreeSet<u32> {
    let parents: Vec<(u32, u32)> = all().into_iter().filter_map(|pid| Some((pid, parent(pid)?))).collect();
    let mut found = BTreeSet::from([of]);
    loop {
        let before = found.len();
        found.extend(
            parents
                .iter()
                .filter(|(_, parent)| found.contains(parent))
                .map(|(pid, _)| *pid)
                .collect::<Vec<_>>(),
        );
        if found.len() == before {
            found.remove(&of);
            return found;
        }
    }
}

/// Process ids whose environment holds `text`, whoever their parent is now.
pub(crate) fn marked(text: &str) -> BTreeSet<u32> {
    let holds = |pid: &u32| {
        std::fs::read(format!("/proc/{pid}/environ"))
            .is_ok_and(|environment| environment.windows(text.len()).any(|window| window == text.as_bytes()))
    };
    all().into_iter().filter(holds).collect()
}

/// First process below `of` whose command line holds `text`.
pub(crate) fn find_below(of: u32, text: &str) -> Option<u32> {
    descendants(of).into_iter().find(|pid| command_line(*pid).contains(text))
}

fn all() -> Vec<u32> {
    let entries = std::fs::read_dir("/proc").expect("/proc is there");
    entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).collect()
}

fn parent(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name stands in parentheses and may hold any character, a parenthesis among them.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn command_line(pid: u32) -> String {
    let bytes = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
    String::from_utf8_lossy(&bytes).replace('\0', " ")
}
