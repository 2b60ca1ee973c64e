//! What a comparison draws: the series of all processes of a type as one, read for the asked metrics alone.

use std::collections::{BTreeMap, BTreeSet};

use analysis::sum;
use dataset::{ProcessType, RUN_PID, Value};
use protocol::RunId;

use super::ObjectFolder;
use super::charts::ChartError;
use crate::store::series::{Points, SeriesFile, SeriesKey};

/// The series of one metric, summed over the processes of one type.
#[derive(Clone, Debug, PartialEq)]
pub struct SummedSeries {
    /// What is measured.
    pub value: Value,
    /// Which processes.
    pub of: SumOf,
    /// How many of them have such a series.
    pub processes: usize,
    /// Instants, epoch milliseconds, with the sums; ascending.
    pub points: Vec<(i64, f64)>,
}

/// Which processes a sum is over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SumOf {
    /// None: it is of the run as a whole.
    Run,
    /// Those of a type; absent for those that the Dataset does not describe.
    Type(Option<ProcessType>),
}

impl ObjectFolder {
    /// The series of `metrics`, one per metric and type. Processes that were not measured at an instant add nothing to it.
    /// Blocks.
    pub fn summed_series(
        &self,
        run: RunId,
        metrics: &BTreeSet<String>,
        types: &BTreeMap<u32, ProcessType>,
    ) -> Result<Vec<SummedSeries>, ChartError> {
        let of = |key: &SeriesKey| match key.pid {
            RUN_PID => SumOf::Run,
            pid => SumOf::Type(types.get(&pid).copied()),
        };
        self.read_series_file(run, |file: &mut SeriesFile| {
            let asked = file.keys().filter(|(key, _)| metrics.contains(&key.metric));
            let keys: Vec<SeriesKey> = asked.map(|(key, _)| key.clone()).collect();
            let mut sums: BTreeMap<(String, bool, SumOf), SummedSeries> = BTreeMap::new();
            for key in keys {
                let Points { at_ms, values } = file.points(&key)?;
                let points: Vec<(i64, f64)> = at_ms.into_iter().zip(values).collect();
                let (value, of) = (key.value(), of(&key));
                let total = sums.entry((key.metric, key.custom, of)).or_insert_with(|| SummedSeries {
                    value,
                    of,
                    processes: 0,
                    points: Vec::new(),
                });
                total.points = sum(std::mem::take(&mut total.points), points);
                total.processes += 1;
            }
            Ok(sums.into_values().collect())
        })
    }
}
