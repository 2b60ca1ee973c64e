// The processes of a device, to choose some of them: the heaviest first, filtered as the reader types.
import { useId, useState } from "react";

import { useLocale } from "../../i18n/locale";
import { FILTER_PANEL, ROW_LINK } from "../../shell/list_keys";
import type { Process, Processes } from "./queries";
import { identity } from "./session";

const SHOWN = 200;

interface Props {
  list: Processes;
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
  onAgain: () => void;
  isReading: boolean;
}

export function ProcessTable({ list, chosen, onChoose, onAgain, isReading }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [filter, setFilter] = useState("");
  const found = filtered(list.processes, filter);
  const shown = found.slice(0, SHOWN);
  const toggle = (process: Process) => {
    const next = new Set(chosen);
    if (!next.delete(identity(process))) next.add(identity(process));
    onChoose(next);
  };
  const left = list.unreadable + list.left_out;
  return (
    <section aria-labelledby="processes-title" aria-busy={isReading}>
      <div className="lead">
        <h2 id="processes-title">{t("start.processes")}</h2>
        <button type="button" onClick={onAgain} disabled={isReading}>
          {t("start.processes.again")}
        </button>
      </div>
      <div className="entry" {...{ [FILTER_PANEL]: "" }}>
        <label htmlFor={id}>{t("start.processes.filter")}</label>
        <input
          id={id}
          type="search"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          // Enter would start the session.
          onKeyDown={(event) => event.key === "Enter" && event.preventDefault()}
        />
      </div>
      <p className="small muted">{t("start.processes.keys")}</p>
      <div className="scroll processes">
        <table>
          <thead>
            <tr>
              <th scope="col">{t("start.process.name")}</th>
              <th scope="col" className="number">
                {t("start.process.pid")}
              </th>
              <th scope="col">{t("start.process.type")}</th>
              <th scope="col" className="number">
                {t("start.process.cpu")}
              </th>
              <th scope="col" className="number">
                {t("start.process.memory")}
              </th>
            </tr>
          </thead>
          <tbody>
            {shown.map((process) => (
              <Row
                key={identity(process)}
                process={process}
                isChosen={chosen.has(identity(process))}
                onToggle={() => toggle(process)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {found.length > shown.length && (
        <p className="small muted">
          {t("start.process.shown", { count: shown.length, total: found.length })}
        </p>
      )}
      {left > 0 && <p className="small muted">{t("start.processes.left", { count: left })}</p>}
    </section>
  );
}

interface RowProps {
  process: Process;
  isChosen: boolean;
  onToggle: () => void;
}

function Row({ process, isChosen, onToggle }: RowProps) {
  const { t } = useLocale();
  const { name, pid, title, url, role, type } = process;
  return (
    <tr className={isChosen ? "chosen" : undefined}>
      <th scope="row">
        <label>
          <input
            type="checkbox"
            checked={isChosen}
            onChange={onToggle}
            aria-label={t("start.process.choose", { name: title ?? name, pid })}
            {...{ [ROW_LINK]: "" }}
          />
          <span>
            {name}
            {(title ?? role) && <span className="small muted more">{title ?? role}</span>}
            {url && <span className="small muted more">{url}</span>}
          </span>
        </label>
      </th>
      <td className="number">{pid}</td>
      <td>{type}</td>
      <td className="number">{process.cpu_percent?.toFixed(1)}</td>
      <td className="number">
        {typeof process.memory_rss_bytes === "number" && (process.memory_rss_bytes / 1e6).toFixed(1)}
      </td>
    </tr>
  );
}

/** Those whose name, title, address or number holds the text; the busiest first, then the largest. */
export function filtered(processes: readonly Process[], text: string): Process[] {
  const wanted = text.trim().toLowerCase();
  const holds = ({ name, title, url, pid }: Process) =>
    [name, title, url, String(pid)].some((field) => field?.toLowerCase().includes(wanted));
  const weight = (process: Process) => process.memory_rss_bytes ?? 0;
  const busy = (process: Process) => process.cpu_percent ?? 0;
  return processes
    .filter((process) => !wanted || holds(process))
    .toSorted((one, other) => busy(other) - busy(one) || weight(other) - weight(one) || one.pid - other.pid);
}
