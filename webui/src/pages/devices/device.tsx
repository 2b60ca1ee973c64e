// One device: health, agent, what it can do, what it did, and its quarantine.
import { Link } from "wouter";

import { ApiError } from "../../api/client";
import { deviceOf, useDevice, type DeviceDetail, type Utilization } from "../../api/devices";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { deviceSign } from "../../fleet/words";
import { quantity } from "../../format/quantity";
import { roughly, span } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { Moment } from "../../shell/moment";
import { Since } from "../../shell/since";
import { useTitle } from "../../shell/title";
import { Mark } from "../../verdict/mark";
import { DeviceHistory } from "./history";
import { QuarantinePanel } from "./quarantine";
import { share } from "./row";
import "../../fleet/fleet.css";
import "./devices.css";

export default function DevicePage({ segment }: { segment: string }) {
  const { t } = useLocale();
  const id = deviceOf(segment);
  const device = useDevice(id);
  const may = mayEdit(useMe().data);
  useTitle(id);
  if (device.error instanceof ApiError && device.error.status === 404) {
    return (
      <div className="fleet">
        <h1 className="headline">{t("device.none")}</h1>
        <Link href="/devices">{t("app.devices")}</Link>
      </div>
    );
  }
  const data = device.data;
  if (!data) {
    if (device.error) return <Failure error={device.error} retry={() => void device.refetch()} />;
    return <h1 className="headline">{id}</h1>;
  }
  return (
    <div className="fleet device">
      {device.error && <Failure error={device.error} retry={() => void device.refetch()} />}
      <div className="lead">
        <h1 className="headline">{data.id}</h1>
        {may && (
          <Link href={`/start?device=${encodeURIComponent(data.id)}`} className="main">
            {t("device.start")}
          </Link>
        )}
      </div>
      <Health device={data} now={device.dataUpdatedAt} />
      <div className="columns">
        <Agent device={data} />
        <Capabilities device={data} />
      </div>
      <QuarantinePanel device={data} may={may} />
      <DeviceHistory device={data} />
    </div>
  );
}

function Health({ device, now }: { device: DeviceDetail; now: number }) {
  const { t } = useLocale();
  const { running, activity } = device;
  return (
    <section aria-labelledby="health-title">
      <h2 id="health-title" className="hidden">
        {t("device.health")}
      </h2>
      <p>
        <Mark sign={deviceSign(device.state)} /> {t("devices.since")} <Since at={device.since} now={now} />
        {device.why_not && !["busy", "quarantined"].includes(device.state) && (
          <>
            {": "}
            <span lang="en">{device.why_not}</span>
          </>
        )}
      </p>
      {running && (
        <p>
          {running.job_id && running.title ? (
            <Link href={`/jobs/${running.job_id}`}>{t("devices.runs", { title: running.title })}</Link>
          ) : (
            t("devices.runsOther")
          )}
        </p>
      )}
      {activity && (
        <p className="muted">
          {t("device.use")}: <Use of={activity.day} />
          {activity.week.of_ms > activity.day.of_ms && (
            <>
              {t("runs.join")}
              <Use of={activity.week} />
            </>
          )}
        </p>
      )}
    </section>
  );
}

function Use({ of }: { of: Utilization }) {
  const { t } = useLocale();
  const values = { share: share(of) || "0", span: roughly(of.of_ms), leased: span(of.leased_ms) };
  return <span>{t("device.use.value", values)}</span>;
}

function Agent({ device }: { device: DeviceDetail }) {
  const { t } = useLocale();
  const { agent } = device;
  const labels = Object.entries(device.labels);
  return (
    <section aria-labelledby="agent-title">
      <h2 id="agent-title">{t("device.agent")}</h2>
      <dl className="facts-list">
        <dt>{t("device.agent")}</dt>
        <dd>{agent.name}</dd>
        <dt>{t("device.version")}</dt>
        <dd>{agent.version}</dd>
        <dt>{t("device.heartbeat")}</dt>
        <dd>
          <Moment at={device.last_seen} />
        </dd>
        {labels.length > 0 && (
          <>
            <dt>{t("devices.labels")}</dt>
            <dd>
              {labels.map(([name, value]) => (value === "true" ? name : `${name}=${value}`)).join(" · ")}
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** A fact as its agent names it; a size in a unit that fits. */
function factOf(name: string, value: string): readonly [string, string] {
  const bytes = name.endsWith("_bytes") ? Number(value) : Number.NaN;
  return Number.isFinite(bytes) ? [name.slice(0, -"_bytes".length), quantity(bytes, "bytes")] : [name, value];
}

function Capabilities({ device }: { device: DeviceDetail }) {
  const { t } = useLocale();
  const facts: readonly (readonly [string, string])[] = [
    [t("devices.platform"), device.platform],
    [t("device.os"), device.os],
    [t("device.arch"), device.arch],
    ...Object.entries(device.facts).map(([name, value]) => factOf(name, value)),
    [t("devices.browsers"), device.browsers.map(({ kind, version }) => `${kind} ${version}`).join(" · ")],
    [t("device.steps"), device.abilities ? device.abilities.steps.join(" · ") : t("device.everything")],
    [t("device.capabilities"), t(device.watches_processes ? "device.watches" : "device.watches.not")],
  ];
  return (
    <section aria-labelledby="facts-title">
      <h2 id="facts-title">{t("device.facts")}</h2>
      <dl className="facts-list">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name} className="fact">
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
