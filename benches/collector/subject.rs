//! What all contestants look at. Starts nothing.

/// What is looked at.
pub(crate) enum Subject {
    /// These processes.
    Fixed(Vec<u32>),
    /// A process with all its descendants, those that come later too.
    Tree(u32),
}
