//! The best partition of a series into constant levels at one price per change: least sum of squares plus the price of
//! each change. Exact, by functional pruning (Maidstone, Hocking, Rigaill and Fearnhead, Statistics and Computing 27,
//! 2017), which takes n log n steps whether or not there are changes.

/// The cost of ending with the level μ, `square μ² + linear μ + constant`, for every μ from `low` to `high`.
#[derive(Clone, Copy, Debug)]
struct Piece {
    low: f64,
    high: f64,
    square: f64,
    linear: f64,
    constant: f64,
    /// First value of the last level, where μ lies here.
    start: usize,
}

impl Piece {
    fn at(&self, level: f64) -> f64 {
        (self.square * level + self.linear) * level + self.constant
    }

    /// The least cost in the piece's range.
    fn least(&self) -> f64 {
        let lowest = if self.square > 0.0 { -self.linear / (2.0 * self.square) } else { self.low };
        self.at(lowest.clamp(self.low, self.high))
    }

    /// The part of the range where the cost is at most `price`.
    fn below(&self, price: f64) -> Option<(f64, f64)> {
        if self.square <= 0.0 {
            return (self.constant <= price).then_some((self.low, self.high));
        }
        let middle = -self.linear / (2.0 * self.square);
        let over = price - (self.constant - self.square * middle * middle);
        if over < 0.0 {
            return None;
        }
        let half = (over / self.square).sqrt();
        let (low, high) = ((middle - half).max(self.low), (middle + half).min(self.high));
        (low < high).then_some((low, high))
    }
}

/// First value of each level but the first, ascending. `price` is that of one change, in the square of the values' unit.
pub(super) fn partition(values: &[f64], price: f64) -> Vec<usize> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let mut pieces = vec![Piece { low, high, square: 0.0, linear: 0.0, constant: 0.0, start: 0 }];
    let mut pruned = Vec::new();
    let mut last_start = Vec::with_capacity(values.len());
    let mut best = 0.0;
    for (place, &value) in values.iter().enumerate() {
        if place > 0 {
            prune(&pieces, best + price, place, &mut pruned);
            std::mem::swap(&mut pieces, &mut pruned);
        }
        for piece in &mut pieces {
            piece.square += 1.0;
            piece.linear -= 2.0 * value;
            piece.constant += value * value;
        }
        let mut start = 0;
        best = f64::INFINITY;
        for piece in &pieces {
            let least = piece.least();
            if least < best {
                (best, start) = (least, piece.start);
            }
        }
        last_start.push(start);
    }
    backwards(&last_start)
}

/// Puts a new level that begins at `place` wherever it is cheaper than to go on.
fn prune(pieces: &[Piece], price: f64, place: usize, into: &mut Vec<Piece>) {
    into.clear();
    let anew = |low: f64, high: f64, into: &mut Vec<Piece>| match into.last_mut() {
        Some(last) if last.start == place => last.high = high,
        Some(_) | None if low < high => {
            into.push(Piece { low, high, square: 0.0, linear: 0.0, constant: price, start: place });
        }
        Some(_) | None => {}
    };
    for piece in pieces {
        match piece.below(price) {
            Some((low, high)) => {
                anew(piece.low, low, into);
                into.push(Piece { low, high, ..*piece });
                anew(high, piece.high, into);
            }
            None => anew(piece.low, piece.high, into),
        }
    }
}

fn backwards(last_start: &[usize]) -> Vec<usize> {
    let mut starts = Vec::new();
    let mut end = last_start.len();
    while end > 0 {
        let start = last_start[end - 1];
        if start > 0 {
            starts.push(start);
        }
        end = start;
    }
    starts.reverse();
    starts
}
