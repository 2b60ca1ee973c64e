//! Whatever one side says, the other side understands; whatever is malformed is refused by the name of its field.

use std::collections::BTreeMap;
use std::time::Duration;

use proptest::prelude::*;
use prost::Message;
use protocol::wire::{self, decode_result, decode_samples, encode_samples};
use protocol::{AgentMessage, ControllerMessage};
use scenarios::{
    BaselineRule, BrowserKind, BrowserSpec, CollectionMode, CollectionSpec, MetricStandard, Requirements,
    Retries, Scenario, Site, Timeouts, Viewport,
};

mod arbitrary;

proptest! {
    #[test]
    fn what_an_agent_says_arrives_unchanged(message in arbitrary::agent_message()) {
        let bytes = wire::AgentMessage::from(message.clone()).encode_to_vec();
        let read = wire::AgentMessage::decode(bytes.as_slice()).unwrap();
        prop_assert_eq!(AgentMessage::try_from(read).unwrap(), message);
    }

    #[test]
    fn what_a_controller_says_arrives_unchanged(message in arbitrary::controller_message()) {
        let bytes = wire::ControllerMessage::from(message.clone()).encode_to_vec();
        let read = wire::ControllerMessage::decode(bytes.as_slice()).unwrap();
        prop_assert_eq!(ControllerMessage::try_from(read).unwrap(), message);
    }

    #[test]
    fn spooled_samples_are_read_back_unchanged(batch in arbitrary::sample_batch()) {
        prop_assert_eq!(decode_samples(&encode_samples(batch.clone())).unwrap(), batch);
    }

    #[test]
    fn damaged_bytes_are_refused_or_read_and_never_panic(
        message in arbitrary::agent_message(),
        at in any::<prop::sample::Index>(),
        to in any::<u8>(),
    ) {
        let mut bytes = wire::AgentMessage::from(message).encode_to_vec();
        let at = at.index(bytes.len());
        bytes[at] = to;
        if let Ok(read) = wire::AgentMessage::decode(bytes.as_slice()) {
            // Either answer will do; what it must not do is panic.
            let _either = AgentMessage::try_from(read);
        }
        let _either = decode_result(&bytes);
    }
}

/// A small valid scenario.
fn scenario() -> Scenario {
    Scenario {
        name: "idle".to_owned(),
        description: None,
        requires: Requirements::default(),
        browser: BrowserSpec {
            kind: BrowserKind::Simulated,
            binary: None,
            arguments: vec!["--quiet".to_owned()],
            headless: true,
            viewport: Viewport { width: 800, height: 600 },
            locale: None,
            profile: None,
        },
        site: Site::Pages(BTreeMap::from([("index.html".to_owned(), "<p>hello</p>".to_owned())])),
        parameters: BTreeMap::new(),
        secrets: Vec::new(),
        collection: CollectionSpec {
            mode: CollectionMode::Hybrid,
            metric_standard: MetricStandard::Os,
            interval: Duration::from_secs(1),
            source_intervals: BTreeMap::new(),
        },
        warmup: 1,
        iterations: 3,
        cool_down: Duration::ZERO,
        timeouts: Timeouts {
            job: Duration::from_mins(1),
            step: Duration::from_secs(10),
            silence: Duration::from_secs(20),
        },
        retries: Retries { infrastructure: 2, step: 0 },
        steps: Vec::new(),
        metrics: Vec::new(),
        baseline: BaselineRule::None,
        tags: Vec::new(),
    }
}
