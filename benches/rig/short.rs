//! Whether a bench only shows that it works. Figures of a short form are never quoted.

/// Whether somebody wrote `cargo bench --bench … -- short`.
pub(crate) fn is_asked() -> bool {
    std::env::args().any(|argument| argument == "short")
}
