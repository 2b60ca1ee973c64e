//! Which names from outside may become names of files. Touches no file.

/// The longest name, bytes; leaves room for endings within what file systems take.
const MAX_BYTES: usize = 200;

/// Whether `name` is a plain file name: no folder, no hidden file, nothing that a file system or a terminal reads specially.
pub(crate) fn is_plain(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b' ' | b'+' | b'@');
    (1..=MAX_BYTES).contains(&name.len())
        && name.bytes().all(allowed)
        && !name.starts_with(['.', ' ', '-'])
        && !name.ends_with(['.', ' '])
}

#[cfg(test)]
mod tests {
    use super::is_plain;

    #[test]
    fn only_plain_names_become_files() {
        for good in ["dataset.json", "step-3 failed.png", "a"] {
            assert!(is_plain(good), "{good}");
        }
        let long = "x".repeat(201);
        for bad in
            ["", ".", "..", "../x", "a/b", "a\\b", "C:x", ".hidden", "-rf", "a\0b", "a\nb", "x.", "é", &long]
        {
            assert!(!is_plain(bad), "{bad:?}");
        }
    }
}
