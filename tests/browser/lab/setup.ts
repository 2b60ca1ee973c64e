// Starts the lab before the first story and ends it after the last, also where a story failed or somebody pressed Ctrl-C.
import { join } from "node:path";

import { request } from "@playwright/test";

import type { Api, Schemas } from "./api";
import { CATALOG, NOWHERE, PLANTED_NODES } from "./catalog";
import { Controller } from "./controller";
import { dataset } from "./dataset";
import { tell, type Shared } from "./shared";
import { measure, schedule } from "./suite";
import { ARABIC, HURTING, LONG } from "./strings";

const READER = "ada";
const RELEASES = ["6.5.0", "6.6.0", "6.7.0", "6.8.0"] as const;
const WORSE_FROM = "6.7.0";

export default async function setup(): Promise<() => Promise<void>> {
  const controller = await Controller.start();
  try {
    const session = await signIn(controller);
    await Promise.all([
      controller.agent("lab-01", "--label", "measured"),
      controller.agent("lab-02", "--simulated", "3"),
    ]);
    const { api } = controller;
    const runs = { ...(await uploaded(api)), ...(await measured(api)) };
    const { jobs } = await api.send<{ jobs: string[] }>("POST", "/api/v1/jobs", { scenario: NOWHERE });
    const [alert] = await api.items<Schemas["AlertView"]>(`/api/v1/alerts?scenario=${CATALOG}`);
    if (alert === undefined) throw new Error("what was planted has opened no alert");
    const waiting = jobs[0]!;
    tell({ address: controller.address, token: api.token, session, runs, waiting, alert: alert.id });
  } catch (error) {
    await controller.end();
    throw error;
  }
  return () => controller.end();
}

async function signIn(controller: Controller): Promise<string> {
  const password = controller.person(READER);
  const session = join(controller.folder, "session.json");
  const headers = { "X-PerfSight-Request": "1" };
  const context = await request.newContext({ baseURL: controller.address, extraHTTPHeaders: headers });
  const answer = await context.post("/api/v1/login", { data: { account: READER, password } });
  if (!answer.ok()) throw new Error(`${READER} cannot sign in: ${await answer.text()}`);
  await context.storageState({ path: session });
  await context.dispose();
  return session;
}

/** One after another: nobody else may be at work while a run is measured. */
async function measured(api: Api): Promise<Pick<Shared["runs"], "first" | "same" | "worse">> {
  await schedule(api);
  const first = await measure(api, { release: "1.0.0" });
  const same = await measure(api, { release: "1.0.1" });
  const worse = await measure(api, { release: "1.1.0", extra: PLANTED_NODES });
  return { first, same, worse };
}

async function uploaded(api: Api): Promise<Pick<Shared["runs"], "hurting" | "empty">> {
  for (const [place, release] of RELEASES.entries()) {
    // What the trends page tells: from here on a search takes a quarter longer.
    const slower = place >= RELEASES.indexOf(WORSE_FROM) ? 1.25 : 1;
    for (const day of [2 * place, 2 * place + 1]) {
      await api.upload(dataset({ scenario: "checkout", release, day }));
      await api.upload(dataset({ scenario: "search", release, day, slower }));
    }
  }
  await api.upload(dataset({ scenario: ARABIC, release: "6.8.0", title: ARABIC, day: 9 }));
  await api.upload(dataset({ scenario: "long", title: LONG, tags: [LONG], day: 9 }));
  const hurting = await api.upload(dataset({ scenario: HURTING, text: HURTING, tags: [HURTING], day: 9 }));
  const empty = await api.upload(
    dataset({ scenario: "empty", seconds: 0, processes: 0, iterations: 0, day: 9 }),
  );
  return { hurting, empty };
}
