// Reads CPU and memory of the whole device at the run's interval; what the browser does not offer is not read.
import { DEVICE_CPU, DEVICE_MEMORY } from "../sources/definitions";
import { busyPercent, type ProcessorTimes } from "../sources/device";
import { RUN_PID } from "../wire/dataset";
import type { Emit, Source } from "./source";

export class DeviceSource implements Source {
  private timer: ReturnType<typeof setInterval> | undefined;
  private before: ProcessorTimes[] = [];

  constructor(
    private readonly intervalMs: number,
    private readonly emit: Emit,
  ) {}

  async start(): Promise<void> {
    this.before = await processorTimes();
    // Calls of the extension's API also keep the service worker alive while a run lasts.
    this.timer = setInterval(() => void this.read(), this.intervalMs);
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private async read(): Promise<void> {
    const [times, memory] = await Promise.all([processorTimes(), chrome.system?.memory?.getInfo()]);
    const busy = busyPercent(this.before, times);
    this.before = times;
    const custom_metrics = {
      ...(busy === undefined ? {} : { [DEVICE_CPU]: busy }),
      ...(memory === undefined ? {} : { [DEVICE_MEMORY]: memory.availableCapacity }),
    };
    if (Object.keys(custom_metrics).length === 0) return;
    this.emit([{ type: "data", timestamp: Date.now(), metrics: { [RUN_PID]: { custom_metrics } } }]);
  }
}

async function processorTimes(): Promise<ProcessorTimes[]> {
  const cpu = await chrome.system?.cpu?.getInfo();
  return cpu?.processors.map(({ usage }) => usage) ?? [];
}
