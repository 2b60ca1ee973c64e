// Datasets as an agent would leave them, for breadth: made, not measured, and always the same for the same wish.

const BEGAN = Date.parse("2026-01-05T03:00:00Z");
const FIRST_PID = 4300;
const MB = 1_000_000;
const TYPES = ["Browser", "GPU", "Network", "Renderer"] as const;

/** What a Dataset shall be like. Everything but the scenario has a usual value. */
export interface Wish {
  scenario: string;
  title?: string;
  release?: string;
  build?: string;
  tags?: readonly string[];
  device?: string;
  /** How many days after the first one. */
  day?: number;
  iterations?: number;
  seconds?: number;
  processes?: number;
  /** Factor on the time that is judged, from 1. */
  slower?: number;
  /** Takes the place of every text that a stranger can choose. */
  text?: string;
}

export function dataset(wish: Wish): object {
  const { scenario, day = 0, seconds = 30, processes = 4, text } = wish;
  const start = BEGAN + day * 86_400_000;
  const end = start + seconds * 1000;
  const at = (ms: number) => new Date(ms).toISOString();
  const names = Array.from({ length: processes }, (_, number) => ({
    pid: FIRST_PID + number,
    name: text ?? "chromium",
    proc_type: TYPES[Math.min(number, TYPES.length - 1)],
    ...(number >= TYPES.length - 1 && { title: text ?? `Tab ${number - TYPES.length + 2}` }),
    ...(text !== undefined && { url: text }),
  }));
  return {
    schema_version: 1,
    exported_at: at(end),
    report: {
      created_at: at(start),
      title: wish.title ?? text ?? `${scenario} on ${wish.release ?? "no release"}`,
      meta: {
        test_context: {
          scenario_name: scenario,
          build_id: wish.build ?? text ?? `b${100 + day}`,
          tags: [
            ...(wish.release === undefined ? [] : [`release:${wish.release}`]),
            ...(wish.tags ?? ["nightly"]),
          ],
          ...(text !== undefined && { notes: text, parameters: { [text]: text } }),
        },
        env: environment(wish.device ?? text ?? "lab-07", text),
        collection: {
          mode: "hybrid",
          metric_standard: "chrome",
          interval_ms: 1000,
          started_at: at(start),
          ended_at: at(end),
          duration_seconds: seconds,
          ...(text !== undefined && { fallbacks: [{ wanted: text, used: text, reason: text }] }),
        },
        definitions: {
          [judged(text)]: {
            unit: text ?? "ms",
            meaning: text ?? "Time of one step",
            direction: "lower_is_better",
          },
        },
      },
      outcome: { status: "completed" },
      processes: names,
      iterations: iterations(wish, start),
      marks: [
        { name: text ?? "load", started_at: at(start + 2_000), ended_at: at(start + 6_000) },
        { name: text ?? "scroll", started_at: at(start + 8_000), ended_at: at(start + 20_000) },
      ],
      logs: [
        { timestamp: at(start + 3_000), level: "warn", source: text ?? "console", text: text ?? "slow font" },
      ],
      metrics: Array.from({ length: seconds }, (_, tick) => ({
        timestamp: at(start + tick * 1000),
        metrics: Object.fromEntries(names.map(({ pid }, number) => [pid, point(number, tick)])),
      })),
    },
  };
}

/** The key of the metric that is judged; markup is no key, so a hurting text leaves it as it is. */
function judged(text: string | undefined): string {
  return text === undefined ? "step_time" : "hurting_time";
}

function iterations({ iterations = 8, seconds = 30, slower = 1, text }: Wish, start: number): object[] {
  const length = (seconds * 1000) / (iterations + 1);
  return Array.from({ length: iterations + 1 }, (_, index) => ({
    index,
    warmup: index === 0,
    started_at: new Date(start + index * length).toISOString(),
    ended_at: new Date(start + (index + 1) * length).toISOString(),
    results: { [judged(text)]: slower * (40 + noise(index) / 2) },
  }));
}

function environment(device: string, text: string | undefined): object {
  return {
    os: text ?? "Debian GNU/Linux 12",
    platform: "linux",
    arch: "x86_64",
    device_name: device,
    device_class: "lab",
    browser_name: text ?? "chromium",
    browser_version: text ?? "156.0",
    fingerprint: { browser_version: text ?? "156.0" },
  };
}

function point(number: number, tick: number): object {
  const level = noise(number * 1000 + tick);
  return {
    cpu_os_usage: Math.round(100 * (5 + 20 * level)) / 100,
    cpu_chrome_usage: Math.round(100 * (4 + 20 * level)) / 100,
    memory_rss: (120 + 10 * number) * MB + tick * 40_960,
    memory_private: (60 + 5 * number) * MB + tick * 20_480,
  };
}

/** Between 0 and 1, without a pattern, always the same for the same seed (mulberry32). */
function noise(seed: number): number {
  let state = Math.imul(seed + 1, 0x6d2b79f5);
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}
