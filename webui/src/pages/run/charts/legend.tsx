// Names of the lines, where there are too many to name them at their ends. One entry a process.
import type { Line } from "./line";

export function Legend({ lines }: { lines: readonly Line[] }) {
  const processes = new Map<number, { line: Line; sources: string[] }>();
  for (const line of lines) {
    const entry = processes.get(line.pid) ?? { line, sources: [] };
    if (!entry.sources.includes(line.source)) entry.sources.push(line.source);
    processes.set(line.pid, entry);
  }
  return (
    <ul className="legend">
      {[...processes].map(([pid, { line, sources }]) => (
        <li key={pid}>
          <svg width="14" height="8" aria-hidden="true">
            <rect width="14" height="3" y="3" className={`series-${line.color}`} />
          </svg>
          <bdi>{line.name}</bdi> <span className="muted">{sources.join(", ")}</span>
        </li>
      ))}
    </ul>
  );
}
