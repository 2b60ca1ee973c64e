//! Why a package was not taken. Names an entry only as printable text.

use std::io;

use super::name::NameFault;

/// A package that is not taken; nothing of it is kept.
#[derive(Debug, thiserror::Error)]
pub enum PackageError {
    /// There is no list of entries, or it cannot be read.
    #[error("the zip is cut short, or is no zip at all")]
    Unreadable(#[source] rawzip::Error),
    /// There is something else around it.
    #[error("the zip has bytes in front of its first entry or behind its end; send it as its writer made it")]
    Surrounded,
    /// The list is not as long as it says.
    #[error("the zip says that it has {said} entries and lists {listed}")]
    Count {
        /// What it says.
        said: u64,
        /// How many there are.
        listed: u64,
    },
    /// More files than one run may have.
    #[error("the zip has more than {limit} entries")]
    TooMany {
        /// The limit.
        limit: usize,
    },
    /// A name that cannot be one of a file beside a Dataset.
    #[error("the zip has an entry `{name}`, whose name {fault}")]
    Name {
        /// Which.
        name: String,
        /// What is wrong with it.
        fault: NameFault,
    },
    /// Two entries would be the same file.
    #[error(
        "the zip has two entries that would be the file `{name}`; folders and upper case do not tell them apart"
    )]
    Twice {
        /// The second one.
        name: String,
    },
    /// A link, a device or a pipe.
    #[error("the entry `{name}` of the zip is {kind}; only files and folders are taken")]
    NotAFile {
        /// Which.
        name: String,
        /// What it is, e.g. `a symbolic link`.
        kind: &'static str,
    },
    /// Encrypted.
    #[error("the entry `{name}` of the zip is encrypted; send it without a password")]
    Encrypted {
        /// Which.
        name: String,
    },
    /// Compressed in a way that nobody needs here.
    #[error(
        "the entry `{name}` of the zip is compressed with method {method}; stored (0) and deflated (8) are read"
    )]
    Method {
        /// Which.
        name: String,
        /// Number of the method.
        method: u16,
    },
    /// The list and the header in front of the content say different things.
    #[error(
        "the entry `{name}` of the zip has one {what} in the list of entries and another in front of its content"
    )]
    Disagrees {
        /// Which.
        name: String,
        /// What differs, e.g. `name`.
        what: &'static str,
    },
    /// Two entries share bytes, or one reaches into the list of entries.
    #[error("the entry `{name}` of the zip overlaps with what follows it")]
    Overlaps {
        /// Which.
        name: String,
    },
    /// An archive within the archive.
    #[error(
        "the entry `{name}` of the zip is itself an archive ({kind}); pack its files into the zip instead"
    )]
    Nested {
        /// Which.
        name: String,
        /// Its format.
        kind: &'static str,
    },
    /// There is no Dataset at the root.
    #[error("the zip has no `dataset.json` at its root{}", hint(.elsewhere.as_deref()))]
    NoDataset {
        /// Where there is one instead.
        elsewhere: Option<String>,
    },
    /// The Dataset is too large.
    #[error("the `dataset.json` of the zip is larger than {limit} bytes, the most that is taken")]
    DatasetTooLarge {
        /// The limit, bytes.
        limit: u64,
    },
    /// All files together are too large.
    #[error("the files of the zip are larger than {limit} bytes together, the most that is taken")]
    TooLarge {
        /// The limit, bytes.
        limit: u64,
    },
    /// A bomb.
    #[error("the zip unpacks to more than {limit} times its size")]
    Expands {
        /// The limit.
        limit: u64,
    },
    /// The content is not what the list says.
    #[error(
        "the content of the entry `{name}` of the zip does not have the size and the checksum that the zip says"
    )]
    Damaged {
        /// Which.
        name: String,
    },
    /// The content cannot be unpacked.
    #[error("cannot unpack the entry `{name}` of the zip")]
    Corrupt {
        /// Which.
        name: String,
        /// What the decoder said.
        #[source]
        source: io::Error,
    },
    /// What was received cannot be read back.
    #[error("cannot read what was received")]
    Received(#[source] io::Error),
    /// What was unpacked cannot be written.
    #[error("cannot write what was unpacked")]
    Disk(#[source] io::Error),
}

impl PackageError {
    /// Tells a list that cannot be understood from a disk that cannot be read.
    pub(super) fn unreadable(error: rawzip::Error) -> Self {
        if let rawzip::ErrorKind::IO(source) = error.kind() {
            // An offset that lies nowhere in the file is the list's fault.
            let kind = source.kind();
            if !matches!(kind, io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidInput) {
                return Self::Received(io::Error::new(kind, error));
            }
        }
        Self::Unreadable(error)
    }

    /// Whether it is too much of something that is otherwise in order.
    pub fn is_too_large(&self) -> bool {
        match self {
            Self::TooMany { .. }
            | Self::DatasetTooLarge { .. }
            | Self::TooLarge { .. }
            | Self::Expands { .. } => true,
            Self::Unreadable(_)
            | Self::Surrounded
            | Self::Count { .. }
            | Self::Name { .. }
            | Self::Twice { .. }
            | Self::NotAFile { .. }
            | Self::Encrypted { .. }
            | Self::Method { .. }
            | Self::Disagrees { .. }
            | Self::Overlaps { .. }
            | Self::Nested { .. }
            | Self::NoDataset { .. }
            | Self::Damaged { .. }
            | Self::Corrupt { .. }
            | Self::Received(_)
            | Self::Disk(_) => false,
        }
    }
}

fn hint(elsewhere: Option<&str>) -> String {
    elsewhere
        .map(|name| format!("; there is one at `{name}`: zip the files, not their folder"))
        .unwrap_or_default()
}
