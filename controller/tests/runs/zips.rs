//! Zips written by hand, so that they can say what no honest writer says.

use std::io::Write;

use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// One entry; every field goes into the archive as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    /// Name in the list.
    pub(crate) name: Vec<u8>,
    /// Name in front of the content.
    pub(crate) own_name: Vec<u8>,
    /// What lies in the archive.
    pub(crate) packed: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    /// Unix mode.
    pub(crate) mode: u32,
    pub(crate) crc: u32,
    pub(crate) size: u32,
    /// Where the list says that it begins; where it does where absent.
    pub(crate) at: Option<u32>,
}

impl Entry {
    pub(crate) fn stored(name: &str, content: &[u8]) -> Self {
        let mut crc = Crc::new();
        crc.update(content);
        Self {
            name: name.into(),
            own_name: name.into(),
            packed: content.to_vec(),
            method: 0,
            flags: 1 << 11,
            mode: 0o100_644,
            crc: crc.sum(),
            size: content.len() as u32,
            at: None,
        }
    }

    pub(crate) fn deflated(name: &str, content: &[u8]) -> Self {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        Self { packed: encoder.finish().unwrap(), method: 8, ..Self::stored(name, content) }
    }

    /// Header and content as they stand in the archive (APPNOTE 4.3.7).
    pub(crate) fn local(&self) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\0".to_vec();
        self.shared(&mut bytes, &self.own_name);
        bytes.extend(0_u16.to_le_bytes());
        bytes.extend(&self.own_name);
        bytes.extend(&self.packed);
        bytes
    }

    /// Its record in the list (APPNOTE 4.3.12).
    fn listed(&self, at: u32) -> Vec<u8> {
        let mut bytes = b"PK\x01\x02\x14\x03\x14\0".to_vec();
        self.shared(&mut bytes, &self.name);
        bytes.extend([0; 2 + 2 + 2 + 2]);
        bytes.extend((self.mode << 16).to_le_bytes());
        bytes.extend(self.at.unwrap_or(at).to_le_bytes());
        bytes.extend(&self.name);
        bytes
    }

    fn shared(&self, bytes: &mut Vec<u8>, name: &[u8]) {
        bytes.extend(self.flags.to_le_bytes());
        bytes.extend(self.method.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(self.crc.to_le_bytes());
        bytes.extend((self.packed.len() as u32).to_le_bytes());
        bytes.extend(self.size.to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
    }
}

/// An archive of these entries.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    listing(entries, entries)
}

/// An archive that holds some entries and lists others, which say where they begin.
pub(crate) fn listing(held: &[Entry], listed: &[Entry]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut starts = Vec::new();
    for entry in held {
        starts.push(bytes.len() as u32);
        bytes.extend(entry.local());
    }
    let list_at = bytes.len() as u32;
    for (index, entry) in listed.iter().enumerate() {
        bytes.extend(entry.listed(starts.get(index).copied().unwrap_or_default()));
    }
    let list_bytes = bytes.len() as u32 - list_at;
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend([(listed.len() as u16).to_le_bytes(); 2].concat());
    bytes.extend(list_bytes.to_le_bytes());
    bytes.extend(list_at.to_le_bytes());
    bytes.extend([0; 2]);
    bytes
}
