//! What a run's page draws: thinned series and the log, from the series file; written anew where it is lost or damaged.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{self, BufWriter};

use dataset::{Limits, LogLine, StreamError, Timestamp, Value, downsample, stream_dataset};
use protocol::RunId;

use super::ObjectFolder;
use crate::intake::RunStorageError;
use crate::store::series::{Damaged, Points, SeriesFile, SeriesKey, SeriesWriter, Stretch, Window};

/// One series, thinned.
#[derive(Clone, Debug, PartialEq)]
pub struct ThinnedSeries {
    /// Process id; [`dataset::RUN_PID`] for the run as a whole.
    pub pid: u32,
    /// What is measured.
    pub value: Value,
    /// Samples before thinning.
    pub samples: u64,
    /// The samples that are left, ascending by time.
    pub points: Vec<(Timestamp, f64)>,
}

/// A stretch of one series.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SeriesStretch {
    /// Process id; [`dataset::RUN_PID`] for the run as a whole.
    pub pid: u32,
    /// What is measured.
    pub value: Value,
    /// What is left of the samples.
    pub stretch: Stretch,
}

/// Which series are wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SeriesWish {
    /// Metric key.
    pub metric: String,
    /// Process ids; every process where absent.
    pub pids: Option<BTreeSet<u32>>,
    /// First instant, epoch milliseconds; that of the run where absent.
    pub from_ms: Option<i64>,
    /// Last instant, epoch milliseconds; that of the run where absent.
    pub to_ms: Option<i64>,
    /// Start of the run, epoch milliseconds: where a stretch lies of which nothing is known.
    pub start_ms: i64,
    /// Columns of time.
    pub columns: usize,
}

/// More series than were to be read at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooMany(pub usize);

/// A chart cannot be drawn.
#[derive(Debug, thiserror::Error)]
pub enum ChartError {
    /// The folder cannot be read.
    #[error(transparent)]
    Storage(#[from] RunStorageError),
    /// The series file is damaged and the Dataset that it was made from cannot be read either.
    #[error("cannot read the Dataset of run {run} to draw it")]
    Dataset {
        /// Which.
        run: RunId,
        /// Why.
        source: Box<StreamError<io::Error>>,
    },
    /// It was written anew and is damaged all the same.
    #[error("cannot read the series of run {run}")]
    Series {
        /// Which.
        run: RunId,
        /// Why.
        source: Damaged,
    },
}

impl SeriesWish {
    /// The stretch; `extent` is asked where an end of it is not said.
    fn window<E>(&self, extent: impl FnOnce() -> Result<Option<(i64, i64)>, E>) -> Result<Window, E> {
        let (from_ms, to_ms) = match (self.from_ms, self.to_ms) {
            (Some(from), Some(to)) => (from, to),
            (from, to) => {
                let (first, last) = extent()?.unwrap_or((self.start_ms, self.start_ms));
                (from.unwrap_or(first), to.unwrap_or(last))
            }
        };
        Ok(Window { from_ms, to_ms: to_ms.max(from_ms), columns: self.columns })
    }

    fn wants(&self, key: &SeriesKey) -> bool {
        key.metric == self.metric && self.pids.as_ref().is_none_or(|pids| pids.contains(&key.pid))
    }
}

impl ObjectFolder {
    /// Every series of a run with at most `most` points each, sorted by process and metric. Blocks.
    pub fn thinned_series(&self, run: RunId, most: usize) -> Result<Vec<ThinnedSeries>, ChartError> {
        self.read_series_file(run, |file| {
            let keys: Vec<_> = file.keys().map(|(key, samples)| (key.clone(), samples)).collect();
            let thinned = keys.into_iter().map(|(key, samples)| {
                let Points { at_ms, values } = file.points(&key)?;
                let points: Vec<_> = at_ms.into_iter().map(Timestamp::from_epoch_ms).zip(values).collect();
                Ok(ThinnedSeries {
                    pid: key.pid,
                    value: key.value(),
                    samples,
                    points: downsample(&points, most),
                })
            });
            thinned.collect()
        })
    }

    /// A stretch of each series that is wanted, sorted by process; the number of series alone where there are more than
    /// `most`. Blocks.
    pub(crate) fn series_window(
        &self,
        run: RunId,
        wish: &SeriesWish,
        most: usize,
    ) -> Result<Result<(Window, Vec<SeriesStretch>), TooMany>, ChartError> {
        self.read_series_file(run, |file| {
            let keys: Vec<_> =
                file.keys().map(|(key, _)| key).filter(|key| wish.wants(key)).cloned().collect();
            if keys.len() > most {
                return Ok(Err(TooMany(keys.len())));
            }
            let window = wish.window(|| extent_of(file))?;
            let stretches = keys.into_iter().map(|key| {
                let stretch = file.window(&key, window)?;
                Ok(SeriesStretch { pid: key.pid, value: key.value(), stretch })
            });
            Ok(Ok((window, stretches.collect::<Result<_, Damaged>>()?)))
        })
    }

    /// First and last sample of every process, epoch milliseconds. Blocks.
    pub(crate) fn lives(&self, run: RunId) -> Result<BTreeMap<u32, (i64, i64)>, ChartError> {
        self.read_series_file(run, lives_in)
    }

    /// A page of a run's log and how many lines there are in all. Blocks.
    pub fn log(&self, run: RunId, offset: usize, limit: usize) -> Result<(Vec<LogLine>, u64), ChartError> {
        self.read_series_file(run, |file| {
            let lines = file.logs()?.into_iter().skip(offset).take(limit).collect();
            Ok((lines, file.logs_total()))
        })
    }

    pub(super) fn read_series_file<T>(
        &self,
        run: RunId,
        mut read: impl FnMut(&mut SeriesFile) -> Result<T, Damaged>,
    ) -> Result<T, ChartError> {
        let path = self.series_path(run);
        match SeriesFile::open(&path).and_then(|mut file| read(&mut file)) {
            Ok(found) => return Ok(found),
            Err(damage) => {
                tracing::warn!(run_id = %run, error = crate::doors::chain(&damage), "the series file is written anew");
            }
        }
        self.rewrite_series(run)?;
        let again = SeriesFile::open(&path).and_then(|mut file| read(&mut file));
        again.map_err(|source| ChartError::Series { run, source })
    }

    fn rewrite_series(&self, run: RunId) -> Result<(), ChartError> {
        let dataset = self.dataset(run)?;
        // A name of its own, so that two readers who find the damage at once do not write into each other's file.
        // Among what is under way, where the sweep finds it after a crash.
        let new = self.incoming()?;
        let written = self.write_series(run, dataset, new.as_file())?;
        written.sync_all().map_err(|source| self.failed("write", source))?;
        let (_, path) = new.keep().map_err(|error| self.failed("write", error.error))?;
        fs::rename(path, self.series_path(run)).map_err(|source| self.failed("write", source))?;
        Ok(())
    }

    fn write_series(&self, run: RunId, dataset: impl io::Read, file: &File) -> Result<File, ChartError> {
        let failed = |source| self.failed("write", source);
        let copy = file.try_clone().map_err(failed)?;
        let mut writer = SeriesWriter::new(BufWriter::new(copy)).map_err(failed)?;
        let reading = stream_dataset(dataset, Limits::default(), |batch| writer.batch(&batch));
        let reading = reading.map_err(|source| ChartError::Dataset { run, source: Box::new(source) })?;
        writer.logs(&reading.dataset.report.logs).map_err(failed)?;
        let out = writer.finish().map_err(failed)?;
        Ok(out.into_inner().map_err(|error| self.failed("write", error.into_error()))?)
    }
}

fn lives_in(file: &mut SeriesFile) -> Result<BTreeMap<u32, (i64, i64)>, Damaged> {
    let keys: Vec<_> = file.keys().map(|(key, _)| key.clone()).collect();
    let mut lives: BTreeMap<u32, (i64, i64)> = BTreeMap::new();
    for key in keys {
        let Some((first, last)) = file.extent(&key)? else { continue };
        let life = lives.entry(key.pid).or_insert((first, last));
        *life = (life.0.min(first), life.1.max(last));
    }
    Ok(lives)
}

/// First and last sample of all processes.
fn extent_of(file: &mut SeriesFile) -> Result<Option<(i64, i64)>, Damaged> {
    let lives = lives_in(file)?;
    Ok(lives.into_values().reduce(|one, other| (one.0.min(other.0), one.1.max(other.1))))
}
