//! The one place that writes to standard output and standard error.
#![expect(clippy::print_stderr, reason = "this is the printer that the lint sends everyone to")]

use std::io::{IsTerminal, Write};

use scenarios::Mistakes;

use crate::exit::Failure;

/// A line of the answer that was asked for.
pub(crate) fn answer(line: impl std::fmt::Display) {
    // A reader that went away (`| head`) is not an error of ours.
    let _gone = writeln!(std::io::stdout(), "{line}");
}

/// A line about progress or trouble, beside the answer.
pub(crate) fn notice(line: impl std::fmt::Display) {
    eprintln!("{line}");
}

/// What ended the command. Mistakes in a scenario stand alone, so that editors and terminals can jump to their places.
pub(crate) fn failure(failure: &Failure) {
    match failure.error.downcast_ref::<Mistakes>() {
        Some(mistakes) => notice(mistakes),
        None => notice(format_args!("perfsight: {failure}")),
    }
}

/// Whether a person watches.
pub(crate) fn watched() -> bool {
    std::io::stderr().is_terminal()
}
