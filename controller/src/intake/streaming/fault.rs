//! Why a frame was not taken, in words that say where and how to mend it. Never the number on the wire: that is the edge's.

/// A frame was not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum FrameFault {
    /// The text is no JSON, ends too early, nests deeper than 128 levels or holds a number that JSON cannot express.
    #[error("the frame is not JSON: {message}")]
    NotJson {
        /// The parser's words, with line and column.
        message: String,
    },
    /// A binary frame.
    #[error("binary frames are not taken; send JSON as text")]
    Binary,
    /// A frame that is larger than frames may be.
    #[error("the frame has {bytes} bytes; at most {limit} are taken")]
    TooLarge {
        /// Its size.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
    /// A key stands twice in one object.
    #[error("`{key}` stands in the frame twice; keep one")]
    Twice {
        /// The key.
        key: String,
    },
    /// Nobody knows this type of frame.
    #[error(
        "unknown frame type `{found}`; send data, processes, console_log, custom_metric, mark, iteration or stop"
    )]
    UnknownType {
        /// What was found.
        found: String,
    },
    /// A value of another type or range than the frame gives it.
    #[error("{path}: {message}")]
    Value {
        /// Path inside the frame, e.g. `metrics.4321.memory`.
        path: String,
        /// What was found and what was expected.
        message: String,
    },
    /// A time that no run can have.
    #[error("{path}: {message}")]
    Time {
        /// Path inside the frame.
        path: String,
        /// What was found and what was expected.
        message: String,
    },
    /// Frames in front of this one did not come.
    #[error("frame {expected} is next and this is frame {found}; send frame {expected} first")]
    Gap {
        /// The next number.
        expected: u64,
        /// The number found.
        found: u64,
    },
    /// Some frames carry a number and others do not.
    #[error("either every frame carries `seq` or none does; this run's first frame decided for {decided}")]
    Mixed {
        /// `numbers` or `no numbers`.
        decided: &'static str,
    },
    /// The run holds as much of something as it may.
    #[error("the run holds {limit} {what}, as many as it may; the frame is left out")]
    TooMany {
        /// What, in the plural.
        what: &'static str,
        /// The limit.
        limit: u64,
    },
    /// The run is as long as a run may be.
    #[error("the run holds {limit} bytes, as many as it may, and ends here; begin a new run")]
    RunFull {
        /// The limit.
        limit: u64,
    },
}

impl FrameFault {
    pub(crate) fn value(path: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Value { path: path.into(), message: message.into() }
    }

    /// Whether the frame is well formed and only the run has no room for it.
    pub(super) fn is_about_room(&self) -> bool {
        match self {
            Self::TooMany { .. } | Self::RunFull { .. } => true,
            Self::NotJson { .. }
            | Self::Binary
            | Self::TooLarge { .. }
            | Self::Twice { .. }
            | Self::UnknownType { .. }
            | Self::Value { .. }
            | Self::Time { .. }
            | Self::Gap { .. }
            | Self::Mixed { .. } => false,
        }
    }
}
