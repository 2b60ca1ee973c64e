//! Statistics of compared runs, process by process and type by type. Never sets one source against another.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use analysis::{Difference, Process, match_processes};
use dataset::{ProcessInfo, ProcessType, RUN_PID};

use super::load::Loaded;
use crate::http_api::runs::detail::unit_of;
use crate::http_api::view::compared_process::{
    ComparedProcessView, ComparedTypeView, FiguresView, ProcessMetricView, ProcessPlaceView, TypeTotalView,
};
use crate::http_api::view::from::word;
use crate::intake::Statistic;

/// A type of which a run has more processes than this is shown as a whole: nobody reads more rows.
const MOST_OF_A_TYPE: usize = 64;
/// What tells how busy a process was, whichever of them a run has.
const CPU: [&str; 2] = ["cpu_os_usage", "cpu_chrome_usage"];

/// A metric and who measured it.
type Measure<'a> = (&'a str, &'a str);

/// How many processes, and the sum of their means.
type Sum = (u64, f64);

/// Types that are not listed one by one.
pub(super) fn folded(runs: &[Loaded]) -> Vec<String> {
    folded_types(runs).into_iter().map(type_name).collect()
}

/// Each process of the types that are listed one by one.
pub(super) fn process_rows(runs: &[Loaded], reference: usize) -> Vec<ComparedProcessView> {
    let folded = folded_types(runs);
    let measured: Vec<Vec<Measured<'_>>> = runs
        .iter()
        .map(|run| {
            let mut processes = processes(run);
            processes.retain(|each| !folded.contains(&each.process.process_type));
            processes
        })
        .collect();
    let plain: Vec<Vec<Process>> =
        measured.iter().map(|run| run.iter().map(|each| each.process.clone()).collect()).collect();
    let row = |row: analysis::ProcessMatch| {
        let found: Vec<Option<&Measured<'_>>> =
            row.places.iter().zip(&measured).map(|(place, run)| place.map(|place| &run[place])).collect();
        ComparedProcessView {
            process_type: row.process_type.map(|each| each.name().to_owned()),
            matched: word(row.matched),
            runs: found.iter().map(|each| each.map(Measured::place)).collect(),
            statistics: statistics(&found, runs, reference),
        }
    };
    match_processes(&plain, reference).into_iter().map(row).collect()
}

/// The run as a whole and each type, the sums of all processes.
pub(super) fn type_rows(runs: &[Loaded], reference: usize) -> Vec<ComparedTypeView> {
    let mut rows: BTreeMap<(bool, Option<ProcessType>, Measure<'_>), Vec<Option<Sum>>> = BTreeMap::new();
    for (place, run) in runs.iter().enumerate() {
        let types = types_of(run);
        for statistic in &run.statistics {
            let process_type = types.get(&statistic.pid).map(|info| info.proc_type);
            let key = (statistic.pid != RUN_PID, process_type, measure(statistic));
            let sum = &mut rows.entry(key).or_insert_with(|| vec![None; runs.len()])[place];
            let (processes, avg) = sum.unwrap_or_default();
            *sum = Some((processes + 1, avg + statistic.avg));
        }
    }
    rows.into_iter()
        .map(|((is_process, process_type, (metric, source)), sums)| {
            let base = sums[reference].map(|(_, avg)| avg);
            let total = |(place, sum): (usize, Option<Sum>)| {
                let (processes, avg) = sum?;
                let difference = difference(place, reference, avg, base);
                Some(TypeTotalView {
                    processes,
                    avg,
                    difference: difference.map(|difference| difference.absolute),
                    difference_percent: difference.and_then(|difference| difference.percent),
                })
            };
            ComparedTypeView {
                process_type: process_type.map(|each| each.name().to_owned()),
                whole_run: !is_process,
                metric: metric.to_owned(),
                source: source.to_owned(),
                unit: unit(metric, runs),
                runs: sums.into_iter().enumerate().map(total).collect(),
            }
        })
        .collect()
}

/// A process with its series' summaries.
struct Measured<'a> {
    process: Process,
    pid: u32,
    statistics: BTreeMap<Measure<'a>, &'a Statistic>,
}

impl Measured<'_> {
    fn place(&self) -> ProcessPlaceView {
        ProcessPlaceView { pid: self.pid, title: self.process.title.clone() }
    }
}

/// The processes of a run that were measured.
fn processes(run: &Loaded) -> Vec<Measured<'_>> {
    let types = types_of(run);
    let mut found: BTreeMap<u32, Measured<'_>> = BTreeMap::new();
    for statistic in run.statistics.iter().filter(|statistic| statistic.pid != RUN_PID) {
        let info = types.get(&statistic.pid);
        let process = || Process {
            process_type: info.map(|info| info.proc_type),
            title: info.and_then(|info| info.title.clone()).filter(|title| !title.is_empty()),
            busy: 0.0,
        };
        let pid = statistic.pid;
        let measured = found.entry(pid).or_insert_with(|| Measured {
            process: process(),
            pid,
            statistics: BTreeMap::new(),
        });
        measured.statistics.insert(measure(statistic), statistic);
    }
    let mut found: Vec<Measured<'_>> = found.into_values().collect();
    for measured in &mut found {
        measured.process.busy = busy(&measured.statistics);
    }
    found
}

/// CPU time in samples times percent; where no source tells of CPU, how long the process was seen.
fn busy(statistics: &BTreeMap<Measure<'_>, &Statistic>) -> f64 {
    let cpu = CPU.iter().find_map(|metric| statistics.values().find(|each| each.metric == *metric));
    let seen = statistics.values().map(|each| each.count).max().unwrap_or_default();
    cpu.map_or(seen as f64, |cpu| cpu.count as f64 * cpu.avg)
}

fn statistics(found: &[Option<&Measured<'_>>], runs: &[Loaded], reference: usize) -> Vec<ProcessMetricView> {
    let measures: BTreeSet<Measure<'_>> =
        found.iter().flatten().flat_map(|each| each.statistics.keys().copied()).collect();
    measures
        .into_iter()
        .map(|(metric, source)| {
            let rows: Vec<Option<&Statistic>> =
                found.iter().map(|each| (*each)?.statistics.get(&(metric, source)).copied()).collect();
            let base = rows[reference].map(|statistic| statistic.avg);
            let figures = |(place, statistic): (usize, Option<&Statistic>)| {
                let statistic = statistic?;
                Some(figures(statistic, difference(place, reference, statistic.avg, base)))
            };
            ProcessMetricView {
                metric: metric.to_owned(),
                source: source.to_owned(),
                unit: unit(metric, runs),
                runs: rows.into_iter().enumerate().map(figures).collect(),
            }
        })
        .collect()
}

fn figures(statistic: &Statistic, difference: Option<Difference>) -> FiguresView {
    FiguresView {
        count: statistic.count,
        avg: statistic.avg,
        min: statistic.min,
        max: statistic.max,
        p50: statistic.p50,
        p95: statistic.p95,
        p99: statistic.p99,
        difference: difference.map(|difference| difference.absolute),
        difference_percent: difference.and_then(|difference| difference.percent),
    }
}

fn difference(place: usize, reference: usize, level: f64, base: Option<f64>) -> Option<Difference> {
    base.filter(|_| place != reference).map(|base| Difference::of(level, base))
}

fn folded_types(runs: &[Loaded]) -> BTreeSet<Option<ProcessType>> {
    let mut folded = BTreeSet::new();
    for run in runs {
        let types = types_of(run);
        let pids: BTreeSet<u32> =
            run.statistics.iter().map(|statistic| statistic.pid).filter(|pid| *pid != RUN_PID).collect();
        let mut counts: BTreeMap<Option<ProcessType>, usize> = BTreeMap::new();
        for pid in pids {
            *counts.entry(types.get(&pid).map(|info| info.proc_type)).or_default() += 1;
        }
        folded.extend(counts.into_iter().filter(|(_, count)| *count > MOST_OF_A_TYPE).map(|(each, _)| each));
    }
    folded
}

fn types_of(run: &Loaded) -> HashMap<u32, &ProcessInfo> {
    run.report.processes.iter().map(|process| (process.pid, process)).collect()
}

fn measure(statistic: &Statistic) -> Measure<'_> {
    (&statistic.metric, &statistic.source)
}

fn unit(metric: &str, runs: &[Loaded]) -> Option<String> {
    runs.iter().find_map(|run| unit_of(metric, &run.report.meta.definitions))
}

fn type_name(process_type: Option<ProcessType>) -> String {
    process_type.map(ProcessType::name).unwrap_or_default().to_owned()
}
