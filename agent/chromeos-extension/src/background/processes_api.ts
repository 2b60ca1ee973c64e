// The types of `chrome.processes`, which Chrome documents for its dev channel and no package declares.
import type { BrowserProcess } from "../sources/processes";

export interface ProcessesApi {
  onUpdatedWithMemory: {
    addListener(listener: (processes: Record<string, BrowserProcess>) => void): void;
    removeListener(listener: (processes: Record<string, BrowserProcess>) => void): void;
  };
}

/** The API; absent where the browser does not offer it or its permission was not given. */
export function processesApi(): ProcessesApi | undefined {
  return (chrome as { processes?: ProcessesApi }).processes;
}
