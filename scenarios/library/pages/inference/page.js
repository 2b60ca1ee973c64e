"use strict";
// The page starts the worker that computes, shows what comes back and reports each time to PerfSight.

const INFERENCES = 16;
const asked = Number(new URLSearchParams(location.search).get("extra_delay_percent") ?? 0);
const extraDelayPercent = Number.isFinite(asked) ? Math.min(Math.max(asked, 0), 1000) : 0;

const run = document.querySelector("#run");
const progress = document.querySelector("#progress");
const state = document.querySelector("#status");
const rows = Array.from({ length: INFERENCES }, (_, index) => {
  const row = document.querySelector("#results").insertRow();
  row.insertCell().textContent = index + 1;
  row.insertCell().textContent = "·";
  row.insertCell().textContent = "·";
  return row;
});
const worker = new Worker("worker.js");

function show(text, name) {
  state.textContent = text;
  document.body.dataset.state = name;
}

worker.onmessage = ({ data }) => {
  if (data.kind === "ready") {
    run.disabled = false;
    show("Ready.", "ready");
  } else if (data.kind === "inference") {
    rows[data.index].cells[1].textContent = data.label;
    rows[data.index].cells[2].textContent = data.elapsedMs.toFixed(2);
    progress.value = data.index + 1;
    const detail = { key: "inference_time", value: data.elapsedMs, unit: "ms", meaning: "Time from the submission of a sample to its class" };
    window.dispatchEvent(new CustomEvent("perfsight:metric", { detail }));
  } else {
    worker.terminate();
    show(`Done, checksum ${data.checksum}.`, "done");
  }
};
worker.onerror = (event) => {
  worker.terminate();
  show(`The model failed: ${event.message}`, "failed");
};

run.addEventListener("click", () => {
  run.disabled = true;
  show("Running …", "running");
  worker.postMessage({ kind: "run", inferences: INFERENCES, extraDelayPercent });
});
worker.postMessage({ kind: "prepare" });
