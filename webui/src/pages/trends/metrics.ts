// Which metric comes first, and which scope is meant where the address names none.
import type { Shown } from "./address";
import type { Metric } from "./queries";

export interface Scope {
  platform: string;
  deviceClass: string;
}

/** The scopes that have values, the one with the newest first. */
export function scopesOf(metrics: readonly Metric[]): Scope[] {
  const newest = new Map<string, { scope: Scope; at: string }>();
  for (const { platform, device_class: deviceClass, last_at: at } of metrics) {
    const key = `${platform}\n${deviceClass}`;
    const known = newest.get(key);
    if (!known || known.at < at) newest.set(key, { scope: { platform, deviceClass }, at });
  }
  return [...newest.values()].sort((a, b) => b.at.localeCompare(a.at)).map(({ scope }) => scope);
}

/** The scope of the address, else the one with the newest run that fits. */
export function scopeOf(shown: Shown, scopes: readonly Scope[]): Scope | undefined {
  const fits = ({ platform, deviceClass }: Scope) =>
    (shown.platform === undefined || shown.platform === platform) &&
    (shown.deviceClass === undefined || shown.deviceClass === deviceClass);
  return scopes.find(fits) ?? scopes[0];
}

/** Metrics of a scope: those that a scenario made up itself first, then the judged ones, then the rest. */
export function metricsOf(metrics: readonly Metric[], scope: Scope | undefined): Metric[] {
  const here = metrics.filter(
    ({ platform, device_class }) => platform === scope?.platform && device_class === scope.deviceClass,
  );
  const rank = ({ metric, direction }: Metric) => (direction ? (metric.includes(".") ? 1 : 0) : 2);
  return here.sort((a, b) => rank(a) - rank(b) || a.metric.localeCompare(b.metric));
}
