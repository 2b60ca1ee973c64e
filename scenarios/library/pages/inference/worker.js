"use strict";
// A dense network whose later half is modeled as a request to an accelerator: this thread prepares the sample (real
// matrix products), then sleeps until the answer is due. The sleep is a blocked wait, so it costs no CPU time.

const LAYERS = [512, 1024, 1024, 1024, 1024, 512, 10];
const ACCELERATOR_MS = 32;
// About what one inference takes without a planted delay; `extraDelayPercent` is of this, whatever it takes in fact.
const USUAL_MS = 40;
// Requests arrive at a fixed pace, so that slower inferences do not change how much work a second holds.
const PACE_MS = 60;

// Known and the same on every run: mulberry32.
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

const layers = [];
const values = LAYERS.map((size) => new Float32Array(size));
const cell = typeof SharedArrayBuffer === "function" ? new Int32Array(new SharedArrayBuffer(4)) : null;

function prepare() {
  const random = generator(42);
  for (let layer = 1; layer < LAYERS.length; layer += 1) {
    const weights = new Float32Array(LAYERS[layer] * LAYERS[layer - 1]);
    const scale = 2 / Math.sqrt(LAYERS[layer - 1]);
    for (let index = 0; index < weights.length; index += 1) weights[index] = (random() - 0.5) * scale;
    layers.push(weights);
  }
  for (let round = 0; round < 40; round += 1) classify(round);
}

function multiply(weights, input, output) {
  const width = input.length;
  for (let row = 0; row < output.length; row += 1) {
    const start = row * width;
    let a = 0, b = 0, c = 0, d = 0;
    for (let column = 0; column < width; column += 4) {
      a += weights[start + column] * input[column];
      b += weights[start + column + 1] * input[column + 1];
      c += weights[start + column + 2] * input[column + 2];
      d += weights[start + column + 3] * input[column + 3];
    }
    const sum = a + b + c + d;
    output[row] = sum > 0 ? sum : 0.01 * sum;
  }
}

function classify(sample) {
  const random = generator(sample + 1);
  for (let index = 0; index < values[0].length; index += 1) values[0][index] = random() - 0.5;
  layers.forEach((weights, index) => multiply(weights, values[index], values[index + 1]));
  const scores = values[values.length - 1];
  let best = 0;
  for (let index = 1; index < scores.length; index += 1) if (scores[index] > scores[best]) best = index;
  return best;
}

// Blocks where the page is cross-origin isolated; otherwise a timer, which is less exact.
async function until(deadline) {
  for (let left = deadline - performance.now(); left > 0; left = deadline - performance.now()) {
    if (cell) Atomics.wait(cell, 0, 0, left);
    else await new Promise((resolve) => setTimeout(resolve, left));
  }
}

async function run(inferences, extraDelayPercent) {
  let checksum = 0;
  const first = performance.now() + 20;
  for (let index = 0; index < inferences; index += 1) {
    await until(first + index * Math.max(PACE_MS, USUAL_MS * (1.25 + extraDelayPercent / 100)));
    const begin = performance.now();
    const label = classify(index);
    await until(performance.now() + ACCELERATOR_MS + (USUAL_MS * extraDelayPercent) / 100);
    checksum = (checksum * 31 + label) % 65521;
    postMessage({ kind: "inference", index, label, elapsedMs: performance.now() - begin });
  }
  postMessage({ kind: "done", checksum });
}

onmessage = ({ data }) => {
  if (data.kind === "prepare") {
    prepare();
    postMessage({ kind: "ready" });
  } else {
    run(data.inferences, data.extraDelayPercent);
  }
};
