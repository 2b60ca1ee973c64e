//! The rules of the house, held against the tree itself. Each rule names the file that breaks it and what to do.

mod dependencies;
mod fences;
mod files;
mod npm;
mod sources;
