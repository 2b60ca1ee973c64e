//! `perfsight convert`: a Dataset of any earlier form, brought to the current one. Memory does not grow with the file.

use std::convert::Infallible;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use dataset::{DatasetWriter, Flag, Limits, Reading, StreamError, stream_dataset};

use crate::cli::ConvertArgs;
use crate::exit::{CommandResult, Exit, FailWith};
use crate::print;

/// Reads, upgrades, checks and writes.
pub(crate) fn convert(args: &ConvertArgs) -> CommandResult {
    let flags = rewrite(args).fail_with(Exit::Usage)?;
    for flag in flags {
        print::notice(format_args!("note: {flag}"));
    }
    Ok(Exit::Passed)
}

fn rewrite(args: &ConvertArgs) -> anyhow::Result<Vec<Flag>> {
    // Checked whole before anything is written: a refused file must leave no output behind.
    let header = read_header(&args.file)?;
    match &args.output {
        Some(path) => {
            let file = File::create(path).with_context(|| format!("cannot write `{}`", path.display()))?;
            copy(&args.file, &header, BufWriter::new(file))?;
        }
        None => copy(&args.file, &header, BufWriter::new(std::io::stdout().lock()))?,
    }
    Ok(header.flags)
}

/// Everything of a Dataset but its series, which are checked and dropped.
pub(crate) fn read_header(path: &Path) -> anyhow::Result<Reading> {
    let drop_batch = |_batch| Ok::<(), Infallible>(());
    match stream_dataset(open(path)?, Limits::default(), drop_batch) {
        Ok(reading) => Ok(reading),
        Err(StreamError::Read(error)) => {
            Err(error).with_context(|| format!("cannot use `{}`", path.display()))
        }
        Err(StreamError::Consumer(never)) => match never {},
    }
}

fn copy(from: &Path, header: &Reading, out: impl Write) -> anyhow::Result<()> {
    let mut writer = DatasetWriter::begin(out, &header.dataset).context("cannot write the Dataset")?;
    stream_dataset(open(from)?, Limits::default(), |batch| writer.batch(&batch))
        .with_context(|| format!("cannot copy the series of `{}`", from.display()))?;
    writer.finish().context("cannot write the Dataset")?;
    Ok(())
}

fn open(path: &Path) -> anyhow::Result<File> {
    File::open(path).with_context(|| format!("cannot read `{}`", path.display()))
}
