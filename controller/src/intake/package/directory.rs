//! The list of a package's entries, checked as a whole before anything is unpacked. Reads no content.

use std::collections::HashSet;
use std::fs::File;

use rawzip::{FileReader, RECOMMENDED_BUFFER_SIZE, ReaderAt, ZipArchive};

use super::entry::{Entry, entry};
use super::error::PackageError;
use super::limits::{GROWS_FREELY, UnpackLimits};
use super::name::Place;

/// Stands in the last record for an offset that is told in the ZIP64 record.
const TOLD_IN_ZIP64: u32 = u32::MAX;

/// An archive and those of its entries that are files.
pub(super) struct Directory {
    pub archive: ZipArchive<FileReader>,
    pub files: Vec<Entry>,
}

/// Reads the list, if the package may be unpacked.
pub(super) fn directory(file: File, limits: &UnpackLimits) -> Result<Directory, PackageError> {
    let bytes = file.metadata().map_err(PackageError::Received)?.len();
    let mut buffer = vec![0; RECOMMENDED_BUFFER_SIZE];
    let archive = ZipArchive::from_file(file, &mut buffer).map_err(PackageError::unreadable)?;
    stands_alone(&archive, bytes)?;
    let mut entries = listed(&archive, &mut buffer, limits.files)?;
    apart(&mut entries, archive.directory_offset())?;
    entries.retain(|entry| matches!(entry.place, Place::Dataset | Place::Attachment(_)));
    distinct(&entries)?;
    has_dataset(&entries)?;
    within(&entries, bytes, limits)?;
    Ok(Directory { archive, files: entries })
}

/// Whether the file is the archive and nothing else.
fn stands_alone(archive: &ZipArchive<FileReader>, bytes: u64) -> Result<(), PackageError> {
    let mut offset = [0; 4];
    archive
        .get_ref()
        .read_exact_at(&mut offset, archive.eocd_offset() + 16)
        .map_err(|source| PackageError::unreadable(rawzip::Error::from(source)))?;
    let said = u32::from_le_bytes(offset);
    // Where bytes stand in front, the list is not where the last record says, and rawzip looks for it.
    let in_place = said == TOLD_IN_ZIP64 || u64::from(said) == archive.directory_offset();
    if in_place && archive.end_offset() == bytes { Ok(()) } else { Err(PackageError::Surrounded) }
}

fn listed(
    archive: &ZipArchive<FileReader>,
    buffer: &mut [u8],
    limit: usize,
) -> Result<Vec<Entry>, PackageError> {
    let said = archive.entries_hint();
    if said > limit as u64 {
        return Err(PackageError::TooMany { limit });
    }
    let mut entries = Vec::new();
    let mut list = archive.entries(buffer);
    while let Some(record) = list.next_entry().map_err(PackageError::unreadable)? {
        if entries.len() as u64 == said {
            return Err(PackageError::Count { said, listed: said + 1 });
        }
        entries.push(entry(archive, &record)?);
    }
    if entries.len() as u64 == said {
        Ok(entries)
    } else {
        Err(PackageError::Count { said, listed: entries.len() as u64 })
    }
}

/// Whether every byte belongs to one entry at most. Entries that share bytes make a bomb of a small file.
fn apart(entries: &mut [Entry], list_begins: u64) -> Result<(), PackageError> {
    entries.sort_by_key(|entry| entry.span);
    if entries.first().is_some_and(|first| first.span.0 != 0) {
        return Err(PackageError::Surrounded);
    }
    let follows = entries.iter().skip(1).map(|next| next.span.0).chain([list_begins]);
    match entries.iter().zip(follows).find(|(entry, next)| entry.span.1 > *next) {
        Some((entry, _)) => Err(PackageError::Overlaps { name: entry.name.clone() }),
        None => Ok(()),
    }
}

fn distinct(files: &[Entry]) -> Result<(), PackageError> {
    let mut seen = HashSet::new();
    for file in files {
        let key = match &file.place {
            Place::Attachment(name) => Some(name.to_lowercase()),
            Place::Dataset | Place::Folder | Place::Litter => None,
        };
        if !seen.insert(key) {
            return Err(PackageError::Twice { name: file.name.clone() });
        }
    }
    Ok(())
}

fn has_dataset(files: &[Entry]) -> Result<(), PackageError> {
    if files.iter().any(|file| file.place == Place::Dataset) {
        return Ok(());
    }
    let misplaced = |file: &&Entry| matches!(&file.place, Place::Attachment(name) if name == "dataset.json");
    Err(PackageError::NoDataset { elsewhere: files.iter().find(misplaced).map(|file| file.name.clone()) })
}

/// Whether what the entries say of their sizes is within the limits; unpacking holds them to it.
fn within(files: &[Entry], bytes: u64, limits: &UnpackLimits) -> Result<(), PackageError> {
    let dataset = files.iter().find(|file| file.place == Place::Dataset);
    if dataset.is_some_and(|dataset| dataset.size > limits.dataset_bytes) {
        return Err(PackageError::DatasetTooLarge { limit: limits.dataset_bytes });
    }
    let total = files.iter().fold(0_u64, |total, file| total.saturating_add(file.size));
    if total > limits.unpacked_bytes {
        return Err(PackageError::TooLarge { limit: limits.unpacked_bytes });
    }
    if total > GROWS_FREELY && total > bytes.saturating_mul(limits.expansion) {
        return Err(PackageError::Expands { limit: limits.expansion });
    }
    Ok(())
}
