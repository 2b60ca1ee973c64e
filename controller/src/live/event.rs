//! What a page that watches a run is told. The shapes are those of the Dataset.

use axum::response::sse::Event;
use serde::Serialize;
use utoipa::ToSchema;

/// Backlog from which on samples are thinned, bytes.
const THIN_FROM_BYTES: u64 = 512 << 10;
/// What is read of a backlog at once, bytes.
pub(super) const PIECE_BYTES: u64 = 256 << 10;

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, ToSchema)]
pub(super) struct LiveEvent {
    /// What happened.
    #[schema(rename = "event", value_type = String)]
    name: &'static str,
    /// From where a reader goes on that comes back with it.
    id: Option<String>,
    /// JSON.
    data: String,
}

impl LiveEvent {
    /// An event that a reader does not miss by coming back.
    pub(super) fn passing(name: &'static str, data: &(impl Serialize + ?Sized)) -> Self {
        Self { name, id: None, data: json(data) }
    }

    /// An event with the place behind it.
    pub(super) fn at(name: &'static str, id: &impl ToString, data: &(impl Serialize + ?Sized)) -> Self {
        Self { name, id: Some(id.to_string()), data: json(data) }
    }
}

impl From<LiveEvent> for Event {
    fn from(event: LiveEvent) -> Self {
        let LiveEvent { name, id, data } = event;
        let event = Self::default().event(name).data(data);
        match id {
            Some(id) => event.id(id),
            None => event,
        }
    }
}

/// Which samples of a backlog a reader is given: all, unless it has fallen far behind.
#[derive(Clone, Copy, Debug)]
pub(super) struct Thinning {
    keep_every: u64,
    seen: u64,
    left_out: u64,
}

/// How many samples were left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Thinned {
    pub(super) kept: u64,
    pub(super) left_out: u64,
}

impl Thinning {
    /// For a reader that is this far behind.
    pub(super) fn of(backlog_bytes: u64) -> Self {
        Self { keep_every: 1 + backlog_bytes / THIN_FROM_BYTES, seen: 0, left_out: 0 }
    }

    /// Whether the reader is given the next one.
    pub(super) fn keeps(&mut self) -> bool {
        let keeps = self.seen.is_multiple_of(self.keep_every);
        self.seen += 1;
        self.left_out += u64::from(!keeps);
        keeps
    }

    /// What to tell, if anything was left out.
    pub(super) fn told(&self) -> Option<Thinned> {
        (self.left_out > 0).then_some(Thinned { kept: self.seen - self.left_out, left_out: self.left_out })
    }
}

fn json(data: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(data).expect("what pages are told is plain JSON")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_keeps_up_is_given_everything_and_one_far_behind_is_told_what_it_misses() {
        let mut near = Thinning::of(1_000);
        assert!((0..100).all(|_| near.keeps()));
        assert_eq!(near.told(), None);
        let mut far = Thinning::of(4 * THIN_FROM_BYTES);
        let kept = (0..100).filter(|_| far.keeps()).count() as u64;
        assert_eq!(far.told(), Some(Thinned { kept, left_out: 100 - kept }));
        assert_eq!(kept, 20);
    }
}
