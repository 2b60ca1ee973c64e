// Names of the lines, where there are too many to name them at their ends. Processes of one title have one entry.
import type { Line } from "./line";

interface Entry {
  color: number;
  sources: Set<string>;
  pids: Set<number>;
}

export function Legend({ lines }: { lines: readonly Line[] }) {
  const entries = new Map<string, Entry>();
  for (const { name, color, source, pid } of lines) {
    const entry = entries.get(name) ?? { color, sources: new Set(), pids: new Set() };
    entry.sources.add(source);
    entry.pids.add(pid);
    entries.set(name, entry);
  }
  return (
    <ul className="legend">
      {[...entries].map(([name, { color, sources, pids }]) => (
        <li key={name}>
          <svg width="14" height="8" aria-hidden="true">
            <rect width="14" height="3" y="3" className={`series-${color}`} />
          </svg>
          <bdi>{name}</bdi>{" "}
          <span className="muted">
            {pids.size > 1 && `×${pids.size} `}
            {[...sources].join(", ")}
          </span>
        </li>
      ))}
    </ul>
  );
}
