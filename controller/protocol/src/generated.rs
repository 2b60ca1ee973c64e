//! The Rust form of `proto/perfsight/agent/v1`, made by `tests/generated.rs`. Never edited.

include!("generated/perfsight.agent.v1.rs");
