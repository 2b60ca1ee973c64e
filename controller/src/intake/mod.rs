//! The one way in for a run: every door calls it.
