//! A scenario is text that anyone may send: whatever it is, it becomes a plan or mistakes with their places.

use std::collections::BTreeMap;

use scenarios::{Inputs, pages_folder, parse_bytes};

#[test]
fn any_bytes_are_a_scenario_or_mistakes_with_places() {
    bolero::check!().for_each(|bytes: &[u8]| {
        let read = parse_bytes("fuzz.yaml", bytes, BTreeMap::new(), &Inputs::default());
        if let Err(mistakes) = read {
            assert!(!mistakes.to_string().is_empty(), "refused without a reason");
        }
        if let Ok(text) = std::str::from_utf8(bytes) {
            let _folder = pages_folder(text);
        }
    });
}
