//! Processes of several runs side by side: small cases, and what holds for all of them.

use analysis::{Matched, Process, match_processes};
use dataset::ProcessType;
use proptest::prelude::*;

use Matched::{ByType, Exact, Unmatched};

fn process(process_type: ProcessType, title: &str, busy: f64) -> Process {
    let title = (!title.is_empty()).then(|| title.to_owned());
    Process { process_type: Some(process_type), title, busy }
}

fn tab(title: &str, busy: f64) -> Process {
    process(ProcessType::Renderer, title, busy)
}

fn check(runs: &[Vec<Process>], expected: &[(Matched, &[Option<usize>])]) {
    let rows = match_processes(runs, 0);
    let found: Vec<(Matched, &[Option<usize>])> =
        rows.iter().map(|row| (row.matched, row.places.as_slice())).collect();
    assert_eq!(found, expected);
}

#[test]
fn type_and_title_find_a_process_again_wherever_it_stands() {
    let runs = [vec![tab("mail", 9.0), tab("maps", 1.0)], vec![tab("maps", 2.0), tab("mail", 8.0)]];
    check(&runs, &[(Exact, &[Some(0), Some(1)]), (Exact, &[Some(1), Some(0)])]);
}

#[test]
fn of_several_alike_the_busiest_stands_beside_the_busiest() {
    let runs = [vec![tab("mail", 1.0), tab("mail", 50.0)], vec![tab("mail", 75.0), tab("mail", 2.0)]];
    check(&runs, &[(Exact, &[Some(1), Some(0)]), (Exact, &[Some(0), Some(1)])]);
}

#[test]
fn lone_processes_without_a_title_are_the_same_one_and_crowds_are_matched_by_type() {
    let gpu = |busy| process(ProcessType::Gpu, "", busy);
    check(&[vec![gpu(1.0)], vec![gpu(5.0)]], &[(Exact, &[Some(0), Some(0)])]);
    let crowd = [vec![tab("", 5.0), tab("", 9.0)], vec![tab("", 4.0), tab("", 1.0)]];
    check(&crowd, &[(ByType, &[Some(1), Some(0)]), (ByType, &[Some(0), Some(1)])]);
}

#[test]
fn what_is_left_is_matched_by_type_and_a_type_alone_stays_alone() {
    let runs =
        [vec![tab("release 6.7", 5.0)], vec![tab("release 6.8", 4.0), process(ProcessType::Gpu, "", 1.0)]];
    check(&runs, &[(ByType, &[Some(0), Some(0)]), (Unmatched, &[None, Some(1)])]);
}

#[test]
fn two_runs_that_agree_against_the_reference_share_a_row() {
    let utility = |busy| process(ProcessType::Utility, "audio", busy);
    let runs =
        [vec![tab("mail", 1.0)], vec![tab("mail", 1.0), utility(2.0)], vec![tab("mail", 1.0), utility(3.0)]];
    check(&runs, &[(Exact, &[Some(0), Some(0), Some(0)]), (Exact, &[None, Some(1), Some(1)])]);
}

#[test]
fn a_run_without_processes_leaves_holes() {
    check(&[vec![tab("mail", 1.0)], vec![]], &[(Unmatched, &[Some(0), None])]);
    check(&[vec![], vec![]], &[]);
}

fn any_run() -> impl Strategy<Value = Vec<Process>> {
    let types = [ProcessType::Renderer, ProcessType::Gpu, ProcessType::Other];
    let titles = ["", "mail", "maps"];
    let one = (0_usize..3, 0_usize..3, 0_u32..5);
    proptest::collection::vec(one, 0..10).prop_map(move |all| {
        all.into_iter()
            .map(|(kind, title, busy)| process(types[kind], titles[title], f64::from(busy)))
            .collect()
    })
}

proptest! {
    #[test]
    fn each_process_stands_in_one_row_beside_its_own_type(
        runs in proptest::collection::vec(any_run(), 2..5),
        reference in 0_usize..5,
    ) {
        let reference = reference % runs.len();
        let rows = match_processes(&runs, reference);
        for (place, run) in runs.iter().enumerate() {
            let mut found: Vec<usize> = rows.iter().filter_map(|row| row.places[place]).collect();
            found.sort_unstable();
            prop_assert!(found.into_iter().eq(0..run.len()));
        }
        for row in &rows {
            let members: Vec<&Process> =
                row.places.iter().zip(&runs).filter_map(|(place, run)| place.map(|place| &run[place])).collect();
            prop_assert!(members.iter().all(|member| member.process_type == row.process_type));
            prop_assert_eq!(row.matched == Unmatched, members.len() < 2);
            if row.matched == Exact {
                prop_assert!(members.iter().all(|member| member.title == members[0].title));
            }
        }
        // Nothing of a type is left alone on both sides.
        for other in (0..runs.len()).filter(|other| *other != reference) {
            for row in &rows {
                let hole = row.places[reference].is_some() && row.places[other].is_none();
                let spare = |spare: &analysis::ProcessMatch| {
                    spare.places[reference].is_none() && spare.places[other].is_some() && spare.process_type == row.process_type
                };
                prop_assert!(!hole || !rows.iter().any(spare));
            }
        }
    }
}
