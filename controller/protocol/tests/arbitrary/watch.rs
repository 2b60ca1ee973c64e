//! Process lists and manual sessions of every shape.

use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use protocol::{AgentMessage, ChosenProcess, ListedProcess, ProcessList, Watch};
use scenarios::CollectionMode;

use super::{instant, samples, span, text};

pub(super) fn processes_listed() -> impl Strategy<Value = AgentMessage> {
    let process = (samples::process(), any::<u64>(), any::<bool>())
        .prop_map(|(info, started, has_browser_view)| ListedProcess { info, started, has_browser_view });
    let list = (instant(), any::<u64>(), vec(process, 0..3), any::<u32>(), any::<u32>()).prop_map(
        |(taken_at, ms, processes, unreadable, left_out)| {
            let cpu_over = Duration::from_millis(ms);
            ProcessList { taken_at, cpu_over, processes, unreadable, left_out }
        },
    );
    let answer = prop_oneof![list.prop_map(Ok), text().prop_map(Err)];
    (any::<u64>(), answer).prop_map(|(request, answer)| AgentMessage::Processes { request, answer })
}

pub(super) fn watch() -> impl Strategy<Value = Watch> {
    let chosen = (1..=u32::MAX, any::<u64>(), text()).prop_map(|(pid, started, name)| ChosenProcess {
        pid,
        started,
        name,
    });
    let mode = prop_oneof![
        Just(CollectionMode::System),
        Just(CollectionMode::Browser),
        Just(CollectionMode::Hybrid)
    ];
    (vec(chosen, 1..4), mode, span(), span()).prop_map(|(processes, mode, interval, limit)| Watch {
        processes,
        mode,
        interval,
        limit,
    })
}
