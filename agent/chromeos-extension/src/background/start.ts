// Makes the record of a new run from the settings and from what the browser offers. Connects to nobody.
import { look, lookAround } from "../probe/look";
import { probe } from "../probe/probe";
import type { RunRecord } from "../run/record";
import { readAddress } from "../settings/address";
import { problemOf, releaseOf, type Settings, type SettingsProblem } from "../settings/settings";
import { loadSettings } from "../settings/store";
import { DEFINITIONS } from "../sources/definitions";
import type { RunHello } from "../wire/frames";

/** The record, or the key of the message that says what is missing. */
export async function newRecord(
  overrides: Partial<RunHello>,
  ownIntervalMs?: number,
): Promise<RunRecord | SettingsProblem> {
  const { settings } = await loadSettings();
  const wanted = overrides.scenario === undefined ? settings : { ...settings, scenario: overrides.scenario };
  const problem = problemOf(wanted);
  const address = readAddress(settings.server);
  if (problem !== undefined || typeof address === "string") return problem ?? "address_malformed";
  const intervalMs = ownIntervalMs ?? settings.interval_seconds * 1000;
  const [found, env] = await Promise.all([look(), lookAround(settings.device_name)]);
  const { mode, collection } = probe(found, { intervalMs, fallback: settings.fallback });
  const version = chrome.runtime.getManifest().version;
  const name = settings.device_name || env.device_name || "chromeos";
  return {
    socket: address.socket,
    token: settings.token,
    hello: {
      client: { platform: env.platform ?? "chromeos", ext_version: version, name },
      ...dimensions(settings),
      env,
      collection,
      definitions: DEFINITIONS,
      ...overrides,
    },
    mode,
    intervalMs,
    startedAt: Date.now(),
    isStopping: false,
  };
}

function dimensions({ scenario, release, build, tags, environment }: Settings) {
  return {
    scenario,
    ...releaseOf(tags),
    ...(release === "" ? {} : { release }),
    ...(build === "" ? {} : { build_id: build }),
    ...(environment === "" ? {} : { environment }),
  };
}
