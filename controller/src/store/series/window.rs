//! A stretch of one series for a screen: per column of time the first, the smallest, the largest and the last sample (M4,
//! <https://www.vldb.org/pvldb/vol7/p797-jugel.pdf>). Never a value that was not measured, never a line across a hole.

/// A step this much longer than usual is a hole in the measurement.
const HOLE: f64 = 2.5;
/// The step that this share of all steps does not exceed is the usual one.
const USUAL: f64 = 0.75;

/// Which stretch is wanted, and how fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    /// First instant, epoch milliseconds.
    pub from_ms: i64,
    /// Last instant, epoch milliseconds; not before the first.
    pub to_ms: i64,
    /// Columns of equal width; each gives four samples at most.
    pub columns: usize,
}

/// What is left of a stretch.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Stretch {
    /// Samples that lie in it.
    pub samples: u64,
    /// The usual time between two of them, ms; absent where there are fewer than two.
    pub step_ms: Option<i64>,
    /// Instants, epoch milliseconds, ascending. The nearest sample on either side of the window is among them.
    pub at_ms: Vec<i64>,
    /// Values; absent amid a hole.
    pub values: Vec<Option<f64>>,
}

impl Window {
    /// Column of an instant within the window.
    fn column(&self, at_ms: i64) -> usize {
        let whole = i128::from(self.to_ms) - i128::from(self.from_ms) + 1;
        let place = (i128::from(at_ms) - i128::from(self.from_ms)) * self.columns as i128 / whole;
        usize::try_from(place).expect("only instants within the window have a column")
    }
}

/// Takes the samples of a series, block by block in their order, and gives its stretch.
#[derive(Debug)]
pub(super) struct Thinner {
    window: Window,
    out: Stretch,
    /// The sample before the next one, and the column that it lies in.
    last: Option<(i64, Option<usize>)>,
    /// The nearest sample in front of the window, until it is written.
    before: Option<(i64, f64)>,
    column: Option<Column>,
    past: bool,
}

/// What is kept of a column: its samples in the order in which they came.
#[derive(Debug)]
struct Column {
    number: usize,
    first: (i64, f64),
    least: (i64, f64),
    most: (i64, f64),
    last: (i64, f64),
}

impl Thinner {
    pub(super) fn new(window: Window) -> Self {
        Self { window, out: Stretch::default(), last: None, before: None, column: None, past: false }
    }

    /// Takes a block.
    pub(super) fn block(&mut self, at_ms: &[i64], values: &[f64]) {
        let usual = usual_step(at_ms);
        self.out.step_ms = self.out.step_ms.max(usual);
        // A block of a single sample has no steps of its own.
        let longest = usual.or(self.out.step_ms).map(|step| (step as f64 * HOLE) as i64);
        for (at, value) in at_ms.iter().zip(values) {
            self.sample(*at, *value, longest);
        }
    }

    /// What is left.
    pub(super) fn finish(mut self) -> Stretch {
        self.close_column();
        self.write_before();
        sorted(self.out)
    }

    fn sample(&mut self, at: i64, value: f64, longest: Option<i64>) {
        if at < self.window.from_ms {
            self.before = Some((at, value));
            self.last = Some((at, None));
        } else if at <= self.window.to_ms {
            self.write_before();
            let column = self.window.column(at);
            self.hole(at, Some(column), longest);
            self.keep(column, (at, value));
            self.out.samples += 1;
        } else if !self.past {
            self.past = true;
            self.write_before();
            self.hole(at, None, longest);
            self.close_column();
            self.write((at, value));
        }
    }

    /// A hole narrower than a column cannot be seen; any other ends the line.
    fn hole(&mut self, at: i64, column: Option<usize>, longest: Option<i64>) {
        let Some((before, its_column)) = self.last.replace((at, column)) else { return };
        let is_long = longest.is_some_and(|longest| at.saturating_sub(before) > longest);
        if is_long && (column.is_none() || column != its_column) {
            self.close_column();
            self.out.at_ms.push(before + at.saturating_sub(before) / 2);
            self.out.values.push(None);
        }
    }

    fn keep(&mut self, number: usize, sample: (i64, f64)) {
        if let Some(column) = self.column.as_mut().filter(|column| column.number == number) {
            if sample.1 < column.least.1 {
                column.least = sample;
            }
            if sample.1 > column.most.1 {
                column.most = sample;
            }
            column.last = sample;
        } else {
            self.close_column();
            let column = Column { number, first: sample, least: sample, most: sample, last: sample };
            self.column = Some(column);
        }
    }

    fn close_column(&mut self) {
        let Some(Column { first, least, most, last, .. }) = self.column.take() else { return };
        let (one, other) = if least.0 <= most.0 { (least, most) } else { (most, least) };
        let mut before = None;
        for sample in [first, one, other, last] {
            if before != Some(sample) {
                self.write(sample);
            }
            before = Some(sample);
        }
    }

    fn write_before(&mut self) {
        if let Some(sample) = self.before.take() {
            self.write(sample);
        }
    }

    fn write(&mut self, (at, value): (i64, f64)) {
        self.out.at_ms.push(at);
        self.out.values.push(Some(value));
    }
}

/// The usual time between two samples, ms.
fn usual_step(at_ms: &[i64]) -> Option<i64> {
    let mut steps: Vec<i64> =
        at_ms.windows(2).map(|pair| pair[1].saturating_sub(pair[0]).saturating_abs()).collect();
    let place = ((steps.len() as f64 * USUAL) as usize).min(steps.len().checked_sub(1)?);
    Some(*steps.select_nth_unstable(place).1)
}

/// Points may carry instants of their own, which need not ascend from batch to batch.
fn sorted(stretch: Stretch) -> Stretch {
    if stretch.at_ms.is_sorted() {
        return stretch;
    }
    let mut points: Vec<_> = stretch.at_ms.into_iter().zip(stretch.values).collect();
    points.sort_by_key(|(at, _)| *at);
    let (at_ms, values) = points.into_iter().unzip();
    Stretch { at_ms, values, ..stretch }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn thinned(at_ms: &[i64], values: &[f64], window: Window) -> Stretch {
        let mut thinner = Thinner::new(window);
        thinner.block(at_ms, values);
        thinner.finish()
    }

    #[test]
    fn a_hole_ends_the_line_and_a_late_sample_does_not() {
        let at: Vec<i64> = (0..20).filter(|tick| !(8..12).contains(tick)).map(|tick| tick * 1000).collect();
        let values = vec![1.0; at.len()];
        let window = Window { from_ms: 0, to_ms: 19_000, columns: 100 };
        let stretch = thinned(&at, &values, window);
        let holes: Vec<i64> = stretch
            .at_ms
            .iter()
            .zip(&stretch.values)
            .filter(|(_, value)| value.is_none())
            .map(|(at, _)| *at)
            .collect();
        assert_eq!((holes, stretch.step_ms, stretch.samples), (vec![9_500], Some(1000), 16));
        let late = thinned(&[0, 1000, 2900, 4000], &[1.0; 4], window);
        assert!(late.values.iter().all(Option::is_some));
    }

    #[test]
    fn lines_run_on_to_both_edges_of_the_window() {
        let at: Vec<i64> = (0..10).map(|tick| tick * 1000).collect();
        let values: Vec<f64> = (0..10).map(f64::from).collect();
        let inside = thinned(&at, &values, Window { from_ms: 2_500, to_ms: 4_500, columns: 4 });
        assert_eq!((inside.at_ms, inside.samples), (vec![2000, 3000, 4000, 5000], 2));
        let between = thinned(&at, &values, Window { from_ms: 2_100, to_ms: 2_900, columns: 4 });
        assert_eq!((between.at_ms, between.samples), (vec![2000, 3000], 0));
        let behind = thinned(&at, &values, Window { from_ms: 20_000, to_ms: 30_000, columns: 4 });
        assert_eq!((behind.at_ms, behind.samples), (vec![9000], 0));
    }

    #[test]
    fn the_ends_of_time_are_no_panic() {
        let all = Window { from_ms: i64::MIN, to_ms: i64::MAX, columns: 3 };
        let stretch = thinned(&[i64::MIN, 0, i64::MAX], &[1.0, -1.0, f64::MAX], all);
        assert_eq!(stretch.samples, 3);
    }

    proptest! {
        #[test]
        fn first_last_and_extremes_of_every_column_survive_and_nothing_is_made_up(
            steps in proptest::collection::vec((0_i64..3000, -1e9_f64..1e9), 0..400),
            from in -5_000_i64..200_000,
            extent in 0_i64..400_000,
            columns in 1_usize..50,
        ) {
            let mut at = 0;
            let points: Vec<(i64, f64)> = steps.into_iter().map(|(step, value)| { at += step; (at, value) }).collect();
            let (at_ms, values): (Vec<i64>, Vec<f64>) = points.iter().copied().unzip();
            let window = Window { from_ms: from, to_ms: from + extent, columns };
            let stretch = thinned(&at_ms, &values, window);
            let kept: Vec<(i64, f64)> = stretch.at_ms.iter().zip(&stretch.values)
                .filter_map(|(at, value)| value.map(|value| (*at, value))).collect();
            prop_assert!(kept.iter().all(|sample| points.contains(sample)));
            prop_assert!(stretch.at_ms.is_sorted());
            prop_assert!(stretch.at_ms.len() <= columns * 5 + 4);
            let inside: Vec<(i64, f64)> =
                points.iter().copied().filter(|(at, _)| (from..=from + extent).contains(at)).collect();
            prop_assert_eq!(stretch.samples, inside.len() as u64);
            for column in inside.chunk_by(|one, other| window.column(one.0) == window.column(other.0)) {
                let by_value = |one: &&(i64, f64), other: &&(i64, f64)| one.1.total_cmp(&other.1);
                let least = column.iter().min_by(by_value).unwrap().1;
                let most = column.iter().max_by(by_value).unwrap().1;
                let own: Vec<_> = kept.iter().filter(|(at, _)| column[0].0 <= *at && *at <= column[column.len() - 1].0).collect();
                prop_assert!(kept.contains(&column[0]) && kept.contains(&column[column.len() - 1]));
                let drawn = |wanted: f64| own.iter().any(|(_, value)| value.to_bits() == wanted.to_bits());
                prop_assert!(drawn(least) && drawn(most));
            }
        }
    }
}
