//! One entry, as the list of entries and the header in front of its content both describe it. Reads no content.

use rawzip::{
    CompressionMethod, EntryFlags, FileReader, ZipArchive, ZipArchiveEntryWayfinder, ZipEntry,
    ZipFileHeaderRecord,
};

use super::error::PackageError;
use super::name::{Place, place, printable};

/// Room for the name and the extra fields of a header, each of which tells its length in two bytes.
const HEADER_ROOM: usize = 2 * u16::MAX as usize;

/// How an entry's content is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Not at all.
    Stored,
    /// RFC 1951.
    Deflated,
}

/// An entry whose two headers agree.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its name, for messages.
    pub name: String,
    /// What it stands for.
    pub place: Place,
    /// How it is compressed.
    pub method: Method,
    /// CRC-32 of the content.
    pub crc: u32,
    /// Size of the content, bytes.
    pub size: u64,
    /// First byte of its header and the first one behind its compressed content.
    pub span: (u64, u64),
    /// Where rawzip finds it.
    pub wayfinder: ZipArchiveEntryWayfinder,
}

/// Takes an entry of the list, if it is one that may be unpacked.
pub(super) fn entry(
    archive: &ZipArchive<FileReader>,
    listed: &ZipFileHeaderRecord<'_>,
) -> Result<Entry, PackageError> {
    let path = listed.file_path();
    let name = printable(path.as_ref());
    let place = place(path.as_ref()).map_err(|fault| PackageError::Name { name: name.clone(), fault })?;
    if let Some(kind) = special(listed.mode().value()) {
        return Err(PackageError::NotAFile { name, kind });
    }
    if is_encrypted(listed.flags()) {
        return Err(PackageError::Encrypted { name });
    }
    let begins = listed.local_header_offset();
    if begins >= archive.directory_offset() {
        return Err(PackageError::Overlaps { name });
    }
    let wayfinder = listed.wayfinder();
    let found = archive.get_entry(wayfinder).map_err(PackageError::unreadable)?;
    if let Some(what) = difference(listed, &found)? {
        return Err(PackageError::Disagrees { name, what });
    }
    let method = match listed.compression_method() {
        CompressionMethod::STORE => Method::Stored,
        CompressionMethod::DEFLATE => Method::Deflated,
        other => return Err(PackageError::Method { name, method: other.as_u16() }),
    };
    let (crc, size) = (listed.crc32(), listed.uncompressed_size_hint());
    Ok(Entry { name, place, method, crc, size, span: (begins, found.compressed_data_range().1), wayfinder })
}

/// What the list and the header in front of the content say differently: two readers that believe one each would unpack
/// two different files.
fn difference(
    listed: &ZipFileHeaderRecord<'_>,
    found: &ZipEntry<'_, FileReader>,
) -> Result<Option<&'static str>, PackageError> {
    let mut room = vec![0; HEADER_ROOM];
    let own = found.local_header(&mut room).map_err(PackageError::unreadable)?;
    // A writer that did not know checksum and sizes yet leaves them out in front.
    let told = !own.flags().has_data_descriptor();
    Ok(if own.file_path().as_ref() != listed.file_path().as_ref() {
        Some("name")
    } else if own.compression_method() != listed.compression_method() {
        Some("method of compression")
    } else if is_encrypted(own.flags()) {
        Some("kind of encryption")
    } else if told && own.crc32() != listed.crc32() {
        Some("checksum")
    } else if told
        && (own.compressed_size_hint(), own.uncompressed_size_hint())
            != (listed.compressed_size_hint(), listed.uncompressed_size_hint())
    {
        Some("size")
    } else {
        None
    })
}

const fn is_encrypted(flags: EntryFlags) -> bool {
    flags.is_encrypted() || flags.has_strong_encryption() || flags.is_masked()
}

/// What an entry is by its Unix mode, where that is neither a file nor a folder.
fn special(mode: u32) -> Option<&'static str> {
    match mode & 0o170_000 {
        0o120_000 => Some("a symbolic link"),
        0o020_000 | 0o060_000 => Some("a device"),
        0o010_000 => Some("a pipe"),
        0o140_000 => Some("a socket"),
        _ => None,
    }
}
