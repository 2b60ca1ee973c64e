//! A zip of one Dataset, as a tool would send it. Never holds the Dataset in memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Write};
use std::path::Path;

use anyhow::Context;
use flate2::Compression;
use flate2::write::DeflateEncoder;
use rawzip::{CompressionMethod, ZipArchiveWriter};

/// Zips `dataset` into `zip`.
pub(crate) fn pack(dataset: &Path, zip: &Path) -> anyhow::Result<()> {
    let mut out = BufWriter::new(File::create(zip).context("cannot write the zip")?);
    let mut archive = ZipArchiveWriter::new(&mut out);
    let entry = archive.new_file("dataset.json").compression_method(CompressionMethod::DEFLATE);
    let (mut entry, config) = entry.start().context("cannot begin the zip")?;
    let encoder = DeflateEncoder::new(&mut entry, Compression::fast());
    let mut writer = config.wrap(encoder);
    io::copy(&mut BufReader::new(File::open(dataset)?), &mut writer).context("cannot zip the Dataset")?;
    let (encoder, descriptor) = writer.finish().context("cannot check the zip")?;
    encoder.finish().context("cannot end the zip's entry")?;
    entry.finish(descriptor).context("cannot end the zip's entry")?;
    archive.finish().context("cannot end the zip")?;
    Ok(out.flush()?)
}
