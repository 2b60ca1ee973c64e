//! Tells an archive by its name or its first bytes. A single compressed file (`trace.json.gz`) is none.

/// Bytes of a file that are enough to tell.
pub(super) const HEAD: usize = 262;

/// Formats by their first bytes.
const BEGINNINGS: [(&[u8], &str); 7] = [
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"PK\x07\x08", "zip"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"Rar!\x1a\x07", "rar"),
    (b"MSCF\0\0\0\0", "cab"),
    (b"!<arch>\n", "ar"),
];
/// Endings of compressed archives, which do not show what is inside.
const ENDINGS: [&str; 5] = [".tgz", ".tar.gz", ".tar.zst", ".tar.xz", ".tar.bz2"];

/// The format of an archive of this name that begins with `head`, if it is one.
pub(super) fn archive(name: &str, head: &[u8]) -> Option<&'static str> {
    let name = name.to_ascii_lowercase();
    let by_beginning = BEGINNINGS.iter().find(|(bytes, _)| head.starts_with(bytes)).map(|(_, kind)| *kind);
    let tar = head.get(257..HEAD) == Some(b"ustar") || ENDINGS.iter().any(|ending| name.ends_with(ending));
    by_beginning.or(tar.then_some("tar"))
}

#[cfg(test)]
mod tests {
    use super::archive;

    #[test]
    fn archives_are_told_from_compressed_files() {
        assert_eq!(archive("a.txt", b"PK\x03\x04rest"), Some("zip"));
        assert_eq!(archive("trace.TAR.gz", b"\x1f\x8b"), Some("tar"));
        assert_eq!(archive("a", &[&[0; 257][..], b"ustar\0"].concat()), Some("tar"));
        assert_eq!(archive("trace.json.gz", b"\x1f\x8b\x08"), None);
        assert_eq!(archive("a.txt", b"PK"), None);
        assert_eq!(archive("a.txt", b""), None);
    }
}
