//! Which names of entries are taken, and what they stand for. Touches no file.

/// The longest name of an entry, bytes.
const LONGEST: usize = 1024;
/// The longest name of a file that is kept, bytes.
const LONGEST_FILE: usize = 255;
/// What operating systems add to folders and archives without being asked.
const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What an entry stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// `dataset.json` at the root.
    Dataset,
    /// A file to be kept under this name.
    Attachment(String),
    /// A folder, which is not kept: attachments lie beside their Dataset, not below it.
    Folder,
    /// What an operating system added.
    Litter,
}

/// What is wrong with an entry's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NameFault {
    /// It is empty.
    #[error("is empty")]
    Empty,
    /// It is not UTF-8.
    #[error("is not UTF-8")]
    NotUtf8,
    /// It is too long.
    #[error("is longer than {LONGEST} bytes, or {LONGEST_FILE} without its folders")]
    TooLong,
    /// It holds a control character.
    #[error("holds a control character")]
    Control,
    /// It holds a backslash.
    #[error("holds a backslash; folders are divided by `/`")]
    Backslash,
    /// It begins at the root of a file system.
    #[error("is an absolute path; give it relative to the root of the zip")]
    Absolute,
    /// It leads out of the archive, or on a detour.
    #[error("has an empty part, `.` or `..` between its slashes; give the straight path")]
    Climbs,
}

/// What an entry of this name stands for.
pub(super) fn place(name: &[u8]) -> Result<Place, NameFault> {
    if name.len() > LONGEST {
        return Err(NameFault::TooLong);
    }
    let name = std::str::from_utf8(name).map_err(|_| NameFault::NotUtf8)?;
    check(name)?;
    let (path, folder) = name.strip_suffix('/').map_or((name, false), |path| (path, true));
    if path.split('/').any(|part| matches!(part, "" | "." | "..")) {
        return Err(NameFault::Climbs);
    }
    let file = path.rsplit('/').next().expect("splitting gives at least one part");
    if file.len() > LONGEST_FILE {
        return Err(NameFault::TooLong);
    }
    Ok(if path.split('/').next() == Some("__MACOSX") || LITTER.contains(&file) {
        Place::Litter
    } else if folder {
        Place::Folder
    } else if path == "dataset.json" {
        Place::Dataset
    } else {
        Place::Attachment(file.to_owned())
    })
}

/// A name as it may stand in a message.
pub(super) fn printable(name: &[u8]) -> String {
    let text = String::from_utf8_lossy(&name[..name.len().min(LONGEST_FILE)]);
    text.chars().map(|character| if character.is_control() { '\u{fffd}' } else { character }).collect()
}

fn check(name: &str) -> Result<(), NameFault> {
    let mut start = name.bytes();
    let drive = start.next().is_some_and(|first| first.is_ascii_alphabetic()) && start.next() == Some(b':');
    if name.is_empty() {
        Err(NameFault::Empty)
    } else if name.chars().any(char::is_control) {
        Err(NameFault::Control)
    } else if name.contains('\\') {
        Err(NameFault::Backslash)
    } else if name.starts_with('/') || drive {
        Err(NameFault::Absolute)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_a_plain_file_or_is_refused() {
        let attachment = |name: &str| Ok(Place::Attachment(name.to_owned()));
        let check = |name: &str, expected| assert_eq!(place(name.as_bytes()), expected, "{name:?}");
        check("dataset.json", Ok(Place::Dataset));
        check("run/dataset.json", attachment("dataset.json"));
        check("step 3.png", attachment("step 3.png"));
        check("logs/renderer/größe.log", attachment("größe.log"));
        check("logs/", Ok(Place::Folder));
        check("__MACOSX/._dataset.json", Ok(Place::Litter));
        check("logs/.DS_Store", Ok(Place::Litter));
        check("", Err(NameFault::Empty));
        check("a\0b", Err(NameFault::Control));
        check("a\nb", Err(NameFault::Control));
        check("..\\x", Err(NameFault::Backslash));
        check("/etc/passwd", Err(NameFault::Absolute));
        check("c:/x", Err(NameFault::Absolute));
        for climbing in ["..", "../x", "a/../../x", "a/..", "./x", "a//x", "a/./x"] {
            check(climbing, Err(NameFault::Climbs));
        }
        check(&"x".repeat(256), Err(NameFault::TooLong));
        check(&"a/".repeat(600), Err(NameFault::TooLong));
        assert_eq!(place(b"caf\xe9.png"), Err(NameFault::NotUtf8));
    }
}
