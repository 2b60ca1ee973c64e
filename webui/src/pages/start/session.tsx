// A manual session: a device, some of its processes, how to look at them.
import { useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import { useDevices } from "../../api/devices";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import type { Params } from "../../shell/params";
import { Refused } from "../../shell/refused";
import { Choice, Field } from "./field";
import { ProcessTable } from "./processes";
import { useProcesses, useStartSession, type Process } from "./queries";
import { sessionOf } from "./request";

/** A process by both its numbers: a pid alone may belong to another one by now. */
export const identity = ({ pid, started }: Pick<Process, "pid" | "started">) => `${pid}.${started}`;

export function SessionForm({ params }: { params: Params }) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const devices = useDevices("page_size=200").data;
  const able = (devices?.items ?? []).filter(
    ({ watches_processes: watches, state }) => watches && state !== "offline",
  );
  const device = params.read("device");
  const processes = useProcesses(device);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const starting = useStartSession();
  const may = mayEdit(useMe().data);
  const picked = (processes.data?.processes ?? []).filter((process) => chosen.has(identity(process)));
  const start = (event: FormEvent) => {
    event.preventDefault();
    const named = picked.map(({ pid, started }) => ({ pid, started }));
    starting.mutate(sessionOf(params.read, named), { onSuccess: ({ id }) => navigate(`/jobs/${id}`) });
  };
  const modes = (["system", "browser", "hybrid"] as const).map((mode) => ({
    value: mode === "system" ? "" : mode,
    text: t(`start.mode.${mode}`),
  }));
  return (
    <form className="form" onSubmit={start}>
      <div className="fields">
        <Choice
          name="device"
          label={t("start.session.device")}
          params={params}
          options={[
            { value: "", text: t("start.scenario.choose") },
            ...able.map(({ id }) => ({ value: id, text: id })),
          ]}
        />
        <Choice name="mode" label={t("start.mode")} params={params} options={modes} />
        <Field
          name="interval"
          label={t("start.interval")}
          params={params}
          type="number"
          min={100}
          max={60_000}
          placeholder="1000"
        />
        <Field
          name="limit"
          label={t("start.limit")}
          params={params}
          type="number"
          min={1}
          max={1440}
          placeholder="60"
        />
        <Field name="title" label={t("start.runTitle")} params={params} />
        <Field name="release" label={t("start.release")} params={params} />
        <Field name="build" label={t("start.build")} params={params} />
        <Field name="tags" label={t("start.tags")} params={params} />
      </div>
      {may && (
        <div className="actions">
          <button type="submit" className="main" disabled={picked.length === 0 || starting.isPending}>
            {t("start.go")}
          </button>
          <span className="muted" role="status">
            {t("start.processes.chosen", { count: picked.length })}
          </span>
        </div>
      )}
      <Refused error={starting.error} />
      {devices && able.length === 0 && <p className="muted">{t("start.session.none")}</p>}
      {!device && able.length > 0 && <p className="muted">{t("start.session.choose")}</p>}
      <Refused error={processes.error} />
      {device && processes.data && (
        <ProcessTable
          list={processes.data}
          chosen={chosen}
          onChoose={setChosen}
          onAgain={() => void processes.refetch()}
          isReading={processes.isFetching}
        />
      )}
    </form>
  );
}
