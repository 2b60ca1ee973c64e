//! Every process of the machine at one instant, and what can be concluded from their command lines and parents. Never
//! looks at a process twice, and shows nobody a command line.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::OpenOptions;
use std::io::Read;
use std::path::Path;
use std::time::{Duration, Instant};

use super::{Label, Member};

/// A port and the address of a socket are some 60 bytes.
const PORT_FILE_BYTES: u64 = 1_024;

/// The processes that may be read.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// By process id. Kernel threads and the dead that nobody has waited for are left out.
    pub rows: BTreeMap<u32, Row>,
    /// Processes that this user may not read.
    pub unreadable: u32,
    /// First processes of browsers: they serve no browser themselves, and a child of theirs does.
    browsers: BTreeSet<u32>,
}

/// One process at one instant.
#[derive(Clone, Debug)]
pub struct Row {
    /// Process id.
    pub pid: u32,
    /// That of its parent.
    pub parent: u32,
    /// Start; with the pid it names a process for good.
    pub started: u64,
    /// Executable name.
    pub name: String,
    /// Arguments, parted by NUL or, where a process wrote its own, by spaces.
    pub command_line: String,
    /// Resident set size, bytes.
    pub rss_bytes: Option<u64>,
    /// CPU time since it began.
    pub cpu: Option<Duration>,
    /// When its CPU time was read.
    pub at: Instant,
}

impl Table {
    /// A table of these rows.
    pub fn new(rows: impl IntoIterator<Item = Row>, unreadable: u32) -> Self {
        let rows: BTreeMap<u32, Row> = rows.into_iter().map(|row| (row.pid, row)).collect();
        let (serving, others): (Vec<&Row>, Vec<&Row>) = rows.values().partition(|row| row.serves_a_browser());
        let parents: BTreeSet<u32> = serving.iter().map(|row| row.parent).collect();
        let browsers = others.iter().map(|row| row.pid).filter(|pid| parents.contains(pid)).collect();
        Self { rows, unreadable, browsers }
    }

    /// What each process is. A browser's first process is known by its children, which say what they do for it.
    pub fn members(&self) -> BTreeMap<u32, Member> {
        let member = |row: &Row| Member {
            pid: row.pid,
            started: row.started,
            name: row.name.clone(),
            label: Label::read(&row.command_line, self.browsers.contains(&row.pid)),
        };
        self.rows.values().map(|row| (row.pid, member(row))).collect()
    }

    /// The browser that a process belongs to: itself, or its nearest ancestor that is one.
    pub fn browser_of(&self, pid: u32) -> Option<u32> {
        let mut next = Some(pid);
        // A table that was read while processes came and went may hold a circle.
        for _ in 0..self.rows.len() {
            let row = self.rows.get(&next?)?;
            if self.browsers.contains(&row.pid) {
                return Some(row.pid);
            }
            next = (row.parent != row.pid).then_some(row.parent);
        }
        None
    }

    /// The browsers that say where they can be debugged.
    pub fn debuggable(&self) -> BTreeMap<u32, String> {
        let address = |pid: &u32| Some((*pid, self.debugging_address(*pid)?));
        self.browsers.iter().filter_map(address).collect()
    }

    /// `host:port` at which a browser says that it can be debugged. Whether it can is for the caller to try.
    fn debugging_address(&self, browser: u32) -> Option<String> {
        let row = self.rows.get(&browser)?;
        let port = match row.value("--remote-debugging-port=")?.parse().ok()? {
            0 => written_port(Path::new(row.value("--user-data-dir=")?))?,
            port => port,
        };
        Some(format!("127.0.0.1:{port}"))
    }
}

impl Row {
    /// Percent of one core between an earlier reading of the same process and this one.
    pub fn cpu_percent_since(&self, earlier: &Self) -> Option<f64> {
        let is_same = (self.pid, self.started) == (earlier.pid, earlier.started);
        let seconds = self.at.saturating_duration_since(earlier.at).as_secs_f64();
        let used = self.cpu?.saturating_sub(earlier.cpu?).as_secs_f64();
        (is_same && seconds > 0.0).then(|| used / seconds * 100.0)
    }

    fn arguments(&self) -> impl Iterator<Item = &str> {
        let line = self.command_line.trim_end_matches('\0');
        let gap = if line.contains('\0') { '\0' } else { ' ' };
        line.split(gap)
    }

    fn value(&self, flag: &str) -> Option<&str> {
        self.arguments().find_map(|argument| argument.strip_prefix(flag))
    }

    /// Whether a browser started it for itself: Chromium's and Firefox's words for that.
    fn serves_a_browser(&self) -> bool {
        self.arguments().any(|argument| argument.starts_with("--type=") || argument == "-contentproc")
    }
}

/// A browser that chose its port itself writes it into its profile. Whoever runs a process chooses what its command line
/// names: nothing but a plain file is read, and of that no more than a port and an address.
fn written_port(profile: &Path) -> Option<u16> {
    let path = profile.join("DevToolsActivePort");
    let mut options = OpenOptions::new();
    options.read(true);
    // A pipe that somebody put there must not hold us up.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::custom_flags(
        &mut options,
        rustix::fs::OFlags::NONBLOCK.bits().cast_signed(),
    );
    let file = options.open(path).ok().filter(|_| profile.is_absolute())?;
    if !file.metadata().ok()?.is_file() {
        return None;
    }
    let mut text = String::new();
    file.take(PORT_FILE_BYTES).read_to_string(&mut text).ok()?;
    text.lines().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use dataset::ProcessType;

    use super::*;

    fn table(rows: &[(u32, u32, &str)]) -> Table {
        let clock = crate::collect::clock::Clock::start();
        let row = |(pid, parent, command_line): &(u32, u32, &str)| Row {
            pid: *pid,
            parent: *parent,
            started: 1,
            name: "x".to_owned(),
            command_line: (*command_line).to_owned(),
            rss_bytes: None,
            cpu: Some(Duration::from_millis(u64::from(*pid))),
            at: clock.now(),
        };
        Table::new(rows.iter().map(row), 0)
    }

    const BROWSER: &[(u32, u32, &str)] = &[
        (1, 0, "init\0"),
        (10, 1, "/usr/lib/chromium/chromium\0--remote-debugging-port=9222\0--user-data-dir=/a b\0"),
        (11, 10, "/usr/lib/chromium/chromium --type=zygote"),
        (12, 11, "/usr/lib/chromium/chromium --type=renderer --lang=en"),
        (13, 10, "/usr/lib/chromium/chromium --type=gpu-process"),
        (20, 1, "node\0server.js\0"),
    ];

    #[test]
    fn a_browser_is_known_by_its_children() {
        let members = table(BROWSER).members();
        let types = |pid: u32| members[&pid].label.proc_type;
        assert_eq!(types(10), ProcessType::Browser);
        assert_eq!(types(12), ProcessType::Renderer);
        assert_eq!(types(13), ProcessType::Gpu);
        assert_eq!((types(1), types(20)), (ProcessType::Other, ProcessType::Other));
    }

    #[test]
    fn a_renderer_belongs_to_the_browser_above_its_zygote() {
        let table = table(BROWSER);
        assert_eq!([10, 12, 13].map(|pid| table.browser_of(pid)), [Some(10); 3]);
        assert_eq!([1, 20, 99].map(|pid| table.browser_of(pid)), [None; 3]);
    }

    #[test]
    fn ancestors_in_a_circle_end_the_search() {
        assert_eq!(table(&[(1, 2, "a\0"), (2, 1, "b\0"), (3, 3, "c\0")]).browser_of(1), None);
    }

    #[test]
    fn the_debugging_address_is_what_the_browser_was_told_or_wrote() {
        assert_eq!(table(BROWSER).debugging_address(10).as_deref(), Some("127.0.0.1:9222"));
        assert_eq!(table(BROWSER).debugging_address(20), None);
        let profile = tempfile::tempdir().unwrap();
        let line =
            format!("chromium\0--remote-debugging-port=0\0--user-data-dir={}\0", profile.path().display());
        let chooses = table(&[(10, 1, &line)]);
        assert_eq!(chooses.debugging_address(10), None);
        std::fs::write(profile.path().join("DevToolsActivePort"), "41234\n/devtools/browser/x").unwrap();
        assert_eq!(chooses.debugging_address(10).as_deref(), Some("127.0.0.1:41234"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_pipe_in_place_of_the_port_holds_nobody_up() {
        let profile = tempfile::tempdir().unwrap();
        let path = profile.path().join("DevToolsActivePort");
        let mode = rustix::fs::Mode::RUSR | rustix::fs::Mode::WUSR;
        rustix::fs::mkfifoat(rustix::fs::CWD, &path, mode).unwrap();
        let line =
            format!("chromium\0--remote-debugging-port=0\0--user-data-dir={}\0", profile.path().display());
        assert_eq!(table(&[(10, 1, &line)]).debugging_address(10), None);
    }

    #[test]
    fn cpu_counts_between_two_readings_of_one_process_only() {
        let row = table(BROWSER).rows[&20].clone();
        let later = Row {
            cpu: Some(Duration::from_millis(270)),
            at: row.at + Duration::from_millis(500),
            ..row.clone()
        };
        assert_eq!(later.cpu_percent_since(&row), Some(50.0));
        assert_eq!(Row { started: 2, ..later }.cpu_percent_since(&row), None);
        assert_eq!(row.cpu_percent_since(&row), None);
    }
}
