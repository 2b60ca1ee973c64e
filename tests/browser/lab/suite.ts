// The suite that measures the catalog night after night: kept and started over the API, as a build server would.
import type { Api, Schemas } from "./api";
import { CATALOG, PAGE, SCENARIO } from "./catalog";
import { until } from "./until";

export const NIGHT = "night";

type SuiteRun = Schemas["SuiteRunView"];

interface Build {
  release: string;
  /** Nodes that this build draws more. */
  extra?: number;
}

/** Keeps the suite and has a schedule start it. The schedule is half a day away from any story. */
export async function schedule(api: Api): Promise<void> {
  await keep(api, 0);
  const hour = (new Date().getUTCHours() + 12) % 24;
  await api.send("POST", "/api/v1/schedules", { name: "nightly", suite: NIGHT, cron: `0 ${hour} * * *` });
}

/** Starts the suite for a build and gives the run's id, once it is judged. */
export async function measure(api: Api, { release, extra = 0 }: Build): Promise<string> {
  await keep(api, extra);
  const { suite_run } = await api.send<{ suite_run: SuiteRun }>("POST", `/api/v1/suites/${NIGHT}/start`, {
    release,
  });
  return until(
    `${release} is measured and judged`,
    async () => {
      const { cells } = await api.get<SuiteRun>(`/api/v1/suite-runs/${suite_run.id}`);
      const { state, reason, run_id, verdict } = cells[0]!;
      if (/failed|canceled|timed_out|infrastructure/.test(state))
        throw new Error(`${release}: ${state}, ${reason}`);
      return verdict == null ? undefined : (run_id ?? undefined);
    },
    90_000,
  );
}

async function keep(api: Api, extra: number): Promise<void> {
  const yaml = `name: ${NIGHT}
description: What every build has to bear before the morning
tags: [nightly]
entries:
  - scenario: ${CATALOG}
    variables: {extra: ${extra}}
`;
  await api.send("PUT", `/api/v1/suites/${NIGHT}`, {
    yaml,
    scenarios: { [CATALOG]: SCENARIO },
    pages: { "pages/index.html": PAGE },
  });
}
