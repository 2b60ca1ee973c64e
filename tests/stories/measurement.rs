//! Known loads read as what they are: on the process that bears them, by both sources, and on no other.

use serde_json::Value;

use crate::lab::{Scenario, TestLab};

/// Keeps one core busy for `ms`, in pieces, so that the page still answers the collector in between. The pieces are long
/// against the 4 ms that a browser waits before each nested timeout.
fn busy_for(ms: u32) -> String {
    format!(
        "script: \"return new Promise(done => {{ const end = performance.now() + {ms}; (function piece() {{ \
         const until = performance.now() + 200; while (performance.now() < until); \
         if (performance.now() < end) setTimeout(piece); else done(); }})(); }})\""
    )
}

/// The page of the run that this scenario makes.
fn run(lab: &TestLab, scenario: &Scenario) -> Value {
    let path = scenario.write(lab.folder());
    let output = lab.perfsight(&["run", "--json", path.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let report: Value = serde_json::from_slice(&output.stdout).expect("a report");
    let id = report[0]["run_id"].as_str().expect("a run");
    lab.api(&format!("/api/v1/runs/{id}?max_points=20000"))
}

/// Values of a metric of the renderer whose tab has this title.
fn values(run: &Value, title: &str, metric: &str) -> Vec<f64> {
    let processes = run["series"].as_array().expect("series");
    processes
        .iter()
        .filter(|process| process["process_type"] == "Renderer" && process["title"] == title)
        .flat_map(|process| process["series"].as_array().expect("series of a process"))
        .filter(|series| series["metric"] == metric)
        .flat_map(|series| series["values"].as_array().expect("values").iter().filter_map(Value::as_f64))
        .collect()
}

fn median(mut values: Vec<f64>) -> f64 {
    assert!(!values.is_empty(), "the metric was sampled");
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn largest(values: Vec<f64>) -> f64 {
    values.into_iter().max_by(f64::total_cmp).expect("the metric was sampled")
}

#[test]
fn busy_tab_reads_one_core_by_both_sources_and_its_neighbor_next_to_nothing() {
    let lab = TestLab::with_agent();
    let scenario = Scenario::new("busy", "<p>busy</p>")
        .page("neighbor", "<p>idle</p>")
        .step("script: \"window.open('neighbor.html', '_blank', 'noopener')\"")
        .step("sleep: 1s")
        .step(&busy_for(8000));
    let run = run(&lab, &scenario);
    for metric in ["cpu_os_usage", "cpu_chrome_usage"] {
        // Whatever else the machine does takes from the loop in some samples; nothing ever adds to it.
        let busy = largest(values(&run, "index", metric));
        assert!(
            (90.0..=110.0).contains(&busy),
            "{metric} of the busy tab: {:?}",
            values(&run, "index", metric)
        );
        let idle = median(values(&run, "neighbor", metric));
        assert!(idle < 5.0, "{metric} of its neighbor: {:?}", values(&run, "neighbor", metric));
    }
    let [outside, inside] =
        ["cpu_os_usage", "cpu_chrome_usage"].map(|metric| median(values(&run, "index", metric)));
    assert!((outside - inside).abs() < 10.0, "the sources disagree: {outside} % outside, {inside} % inside");
}

#[test]
fn held_memory_and_nodes_show_on_the_tab_that_holds_them() {
    let lab = TestLab::with_agent();
    let hold = "script: \"window.held = []; for (let i = 0; i < 300; i++) { held.push(new Uint8Array(1 << 20).fill(i + 1)); } \
                const list = document.createElement('div'); for (let i = 0; i < 50000; i++) list.append(document.createElement('i')); \
                document.body.append(list)\"";
    let scenario = Scenario::new("holding", "<p>holding</p>")
        .page("neighbor", "<p>idle</p>")
        .step("script: \"window.open('neighbor.html', '_blank', 'noopener')\"")
        .step(hold)
        .step("sleep: 4s");
    let run = run(&lab, &scenario);
    let megabytes = |title: &str| largest(values(&run, title, "memory_private")) / 1_048_576.0;
    let nodes = |title: &str| largest(values(&run, title, "dom_nodes"));
    assert!((300.0..420.0).contains(&megabytes("index")), "{} MiB", megabytes("index"));
    assert!((50_000.0..51_000.0).contains(&nodes("index")), "{} nodes", nodes("index"));
    assert!(megabytes("neighbor") < 100.0, "{} MiB", megabytes("neighbor"));
    assert!(nodes("neighbor") < 500.0, "{} nodes", nodes("neighbor"));
}
