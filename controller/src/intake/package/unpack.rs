//! Writes a package's files into a folder, under numbers. Believes neither sizes nor checksums.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Crc;
use flate2::read::DeflateDecoder;
use rawzip::{FileReader, ZipArchive};

use super::directory::{Directory, directory};
use super::entry::{Entry, Method};
use super::error::PackageError;
use super::limits::UnpackLimits;
use super::name::Place;
use super::nested::{self, HEAD};
use crate::intake::source::{IncomingFile, Source};

/// Bytes that are unpacked at a time.
const CHUNK: usize = 64 * 1024;

/// Unpacks `file` into `folder`, which is the caller's to remove, after a refusal too. Blocks. Memory does not grow with
/// the archive.
pub fn unpack(file: File, folder: &Path, limits: &UnpackLimits) -> Result<Source, PackageError> {
    let Directory { archive, files } = directory(file, limits)?;
    let mut dataset = None;
    let mut attachments = Vec::new();
    for (number, entry) in files.iter().enumerate() {
        let path = folder.join(number.to_string());
        let mut out = File::create_new(&path).map_err(PackageError::Disk)?;
        unpack_entry(&archive, entry, &mut out)?;
        match &entry.place {
            Place::Dataset => dataset = Some(path),
            Place::Attachment(name) => attachments.push(IncomingFile { name: name.clone(), path }),
            Place::Folder | Place::Litter => {}
        }
    }
    Ok(Source { dataset: dataset.expect("a directory without a Dataset is refused"), attachments })
}

fn unpack_entry(
    archive: &ZipArchive<FileReader>,
    entry: &Entry,
    out: &mut impl Write,
) -> Result<(), PackageError> {
    let packed = archive.get_entry(entry.wayfinder).map_err(PackageError::unreadable)?.reader();
    let mut content: Box<dyn Read + '_> = match entry.method {
        Method::Stored => Box::new(packed),
        Method::Deflated => Box::new(DeflateDecoder::new(packed)),
    };
    let (mut crc, mut size) = (Crc::new(), 0_u64);
    let mut buffer = vec![0; CHUNK];
    loop {
        let filled = fill(&mut content, &mut buffer).map_err(|source| failed(entry, source))?;
        let chunk = &buffer[..filled];
        if size == 0
            && let Some(kind) = nested::archive(&entry.name, &chunk[..filled.min(HEAD)])
        {
            return Err(PackageError::Nested { name: entry.name.clone(), kind });
        }
        crc.update(chunk);
        size += filled as u64;
        if size > entry.size || (filled == 0 && (size, crc.sum()) != (entry.size, entry.crc)) {
            return Err(PackageError::Damaged { name: entry.name.clone() });
        }
        if filled == 0 {
            return Ok(());
        }
        out.write_all(chunk).map_err(PackageError::Disk)?;
    }
}

/// Tells content that cannot be unpacked from a disk that cannot be read.
fn failed(entry: &Entry, source: io::Error) -> PackageError {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    if matches!(source.kind(), InvalidData | InvalidInput | UnexpectedEof) {
        PackageError::Corrupt { name: entry.name.clone(), source }
    } else {
        PackageError::Received(source)
    }
}

/// Reads until the buffer is full or the content ends.
fn fill(content: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match content.read(&mut buffer[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}
