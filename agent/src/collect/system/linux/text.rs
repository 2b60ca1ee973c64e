//! Pure readers of what `/proc` prints (formats: the manual pages of the same names in section 5).

/// What `status` says; figures that it does not print are absent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) rss_bytes: Option<u64>,
    pub(super) anonymous_bytes: Option<u64>,
    pub(super) swapped_bytes: Option<u64>,
    pub(super) threads: Option<u64>,
    pub(super) voluntary_switches: Option<u64>,
    pub(super) involuntary_switches: Option<u64>,
    pub(super) zombie: bool,
}

impl Status {
    pub(super) fn read(text: &[u8]) -> Self {
        let mut status = Self::default();
        let mut lines = text.split(|byte| *byte == b'\n');
        // The kernel prints threads last of the first half and switches near the end: what stands between them, most
        // of the text, is never looked at.
        while status.threads.is_none() {
            let Some(line) = lines.next() else { break };
            status.take(line);
        }
        while status.voluntary_switches.is_none() || status.involuntary_switches.is_none() {
            let Some(line) = lines.next_back() else { break };
            status.take(line);
        }
        status
    }

    /// One look at a few bytes decides for the dozens of lines that nobody wants.
    fn take(&mut self, line: &[u8]) {
        match line {
            [b'V', b'm', b'R', b'S', b'S', b':', rest @ ..] => self.rss_bytes = kilobytes(rest),
            [b'R', b's', b's', b'A', b'n', b'o', b'n', b':', rest @ ..] => {
                self.anonymous_bytes = kilobytes(rest);
            }
            [b'V', b'm', b'S', b'w', b'a', b'p', b':', rest @ ..] => self.swapped_bytes = kilobytes(rest),
            [b'T', b'h', b'r', b'e', b'a', b'd', b's', b':', rest @ ..] => self.threads = number(rest),
            [b'S', b't', b'a', b't', b'e', b':', rest @ ..] => {
                self.zombie = matches!(rest.trim_ascii().first(), Some(b'Z' | b'X'));
            }
            [b'v', b'o', b'l', ..] => self.voluntary_switches = after_colon(line),
            [b'n', b'o', b'n', b'v', ..] => self.involuntary_switches = after_colon(line),
            _ => {}
        }
    }

    /// What Chrome's task manager shows as private memory, bytes.
    pub(super) fn private_bytes(&self) -> Option<u64> {
        Some(self.anonymous_bytes? + self.swapped_bytes.unwrap_or(0))
    }
}

/// Storage traffic of `io`, bytes: fetched and sent.
pub(super) fn disk_traffic(text: &[u8]) -> Option<(u64, u64)> {
    let field = |name: &[u8]| {
        text.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name)).and_then(number)
    };
    Some((field(b"read_bytes:")?, field(b"write_bytes:")?))
}

/// `Pss` plus `SwapPss` of `smaps_rollup`, bytes.
pub(super) fn proportional_bytes(text: &[u8]) -> Option<u64> {
    let field = |name: &[u8]| {
        text.split(|byte| *byte == b'\n').find_map(|line| line.strip_prefix(name)).and_then(kilobytes)
    };
    Some(field(b"Pss:")? + field(b"SwapPss:").unwrap_or(0))
}

/// Parent and start (clock ticks after boot) of `stat`; the name in it may hold blanks and brackets.
pub(super) fn parent_and_start(text: &str) -> Option<(u32, u64)> {
    let mut fields = text.rsplit_once(')')?.1.split_ascii_whitespace();
    let parent = fields.nth(1)?.parse().ok()?;
    let started = fields.nth(17)?.parse().ok()?;
    Some((parent, started))
}

/// The name in `stat`, between the first bracket and the last.
pub(super) fn name(text: &str) -> Option<&str> {
    Some(text.split_once('(')?.1.rsplit_once(')')?.0)
}

fn after_colon(line: &[u8]) -> Option<u64> {
    number(line.splitn(2, |byte| *byte == b':').nth(1)?)
}

fn kilobytes(text: &[u8]) -> Option<u64> {
    number(text)?.checked_mul(1024)
}

fn number(text: &[u8]) -> Option<u64> {
    let digits = text.trim_ascii_start();
    let length = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    std::str::from_utf8(&digits[..length]).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_gives_memory_threads_and_switches() {
        let text = b"Name:\tchromium\nState:\tS (sleeping)\nVmRSS:\t  2048 kB\nRssAnon:\t    1024 kB\n\
                     VmSwap:\t       4 kB\nThreads:\t17\nvoluntary_ctxt_switches:\t150\n\
                     nonvoluntary_ctxt_switches:\t545\n";
        let status = Status::read(text);
        assert_eq!(status.rss_bytes, Some(2048 * 1024));
        assert_eq!(status.private_bytes(), Some(1028 * 1024));
        assert_eq!(status.threads, Some(17));
        assert_eq!((status.voluntary_switches, status.involuntary_switches), (Some(150), Some(545)));
        assert!(!status.zombie);
    }

    #[test]
    fn lines_of_newer_kernels_after_the_switches_hide_nothing() {
        let text = b"VmRSS:\t8 kB\nThreads:\t2\nSigQ:\t0/9\nvoluntary_ctxt_switches:\t3\n\
                     nonvoluntary_ctxt_switches:\t4\nx86_Thread_features:\t\nx86_Thread_features_locked:\t\n";
        let status = Status::read(text);
        assert_eq!((status.rss_bytes, status.threads), (Some(8192), Some(2)));
        assert_eq!((status.voluntary_switches, status.involuntary_switches), (Some(3), Some(4)));
    }

    #[test]
    fn a_zombie_has_no_memory_rather_than_none_left() {
        let status = Status::read(b"State:\tZ (zombie)\nThreads:\t1\n");
        assert!(status.zombie);
        assert_eq!((status.rss_bytes, status.private_bytes()), (None, None));
    }

    #[test]
    fn a_name_with_brackets_does_not_shift_the_fields() {
        let text = "42 (Web Co) (x) S 7 42 42 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 9 0 31337 1 2 3";
        assert_eq!(parent_and_start(text), Some((7, 31337)));
        assert_eq!(name(text), Some("Web Co) (x"));
        assert_eq!(parent_and_start("42 (cut"), None);
    }

    #[test]
    fn swapped_part_counts_into_the_footprint() {
        assert_eq!(
            proportional_bytes(b"Rss: 9 kB\nPss:   5 kB\nPss_Anon: 1 kB\nSwapPss: 2 kB\n"),
            Some(7168)
        );
        assert_eq!(proportional_bytes(b"Rss: 9 kB\n"), None);
    }

    #[test]
    fn disk_traffic_is_what_reached_the_storage() {
        let text = b"rchar: 1\nwchar: 2\nsyscr: 3\nsyscw: 4\nread_bytes: 4096\nwrite_bytes: 8192\n";
        assert_eq!(disk_traffic(text), Some((4096, 8192)));
    }
}
