// One device in the table.
import { Link } from "wouter";

import { addressOfDevice, type Device, type Utilization } from "../../api/devices";
import { attemptSign, deviceSign } from "../../fleet/words";
import { roughly } from "../../format/time";
import type { Translate } from "../../i18n/locale";
import { useLocale } from "../../i18n/locale";
import { ROW_LINK } from "../../shell/list_keys";
import { Since } from "../../shell/since";
import { Mark } from "../../verdict/mark";
import { Strip, type Cell } from "../../verdict/strip";

export function DeviceRow({ device, now }: { device: Device; now: number }) {
  const { t } = useLocale();
  return (
    <tr>
      <td className="state">
        <Mark sign={deviceSign(device.state)} />{" "}
        <span className="small muted">
          <Since at={device.since} now={now} />
        </span>
        <Why device={device} />
      </td>
      <th scope="row" className="name">
        <Link href={addressOfDevice(device.id)} {...{ [ROW_LINK]: "" }}>
          {device.id}
        </Link>
        <Labels device={device} />
      </th>
      <td className="kind">
        {device.os}
        <span className="small muted">
          {device.browsers.map(({ kind, version }) => `${kind} ${version.split(".")[0]}`).join(" · ")}
        </span>
      </td>
      <td className="last">
        <History device={device} />
      </td>
      <td className="number tight" data-label={`${t("devices.used")} ${t("devices.used.day")}`}>
        {device.activity && share(device.activity.day)}
      </td>
      <td className="number tight" data-label={t("devices.used.week")}>
        {device.activity && share(device.activity.week)}
      </td>
      <td className="tight" data-label={t("devices.free")}>
        {free(device, now, t)}
      </td>
    </tr>
  );
}

/** Why it takes no job, or what it runs. */
function Why({ device }: { device: Device }) {
  const { t } = useLocale();
  if (device.running) {
    const { title, job_id: job } = device.running;
    return (
      <span className="small why">
        {title && job ? (
          <Link href={`/jobs/${job}`}>{t("devices.runs", { title })}</Link>
        ) : (
          t("devices.runsOther")
        )}
        {device.quarantine && <Mark sign={deviceSign("quarantined")} />}
      </span>
    );
  }
  const reason = device.quarantine?.reason ?? (device.state === "unavailable" ? device.why_not : undefined);
  return reason ? <span className="small muted why">{reason}</span> : null;
}

function Labels({ device }: { device: Device }) {
  const labels = Object.entries(device.labels).map(([name, value]) =>
    value === "true" ? name : `${name}=${value}`,
  );
  return labels.length > 0 ? <span className="small muted labels">{labels.join(" · ")}</span> : null;
}

export function History({ device }: { device: Device }) {
  const { t } = useLocale();
  const history = device.activity?.history ?? [];
  if (history.length === 0) return <span className="muted">{t("devices.last.none")}</span>;
  const cells: Cell[] = history.map((attempt) => {
    const sign = attemptSign(attempt);
    return {
      key: `${attempt.job_id}.${attempt.number}`,
      sign,
      words: `${attempt.title}: ${t(sign.word)}`,
      href: attempt.run_id ? `/runs/${attempt.run_id}` : `/jobs/${attempt.job_id}`,
    };
  });
  return <Strip label={t("devices.last")} cells={cells} />;
}

/** Percent of the span, whole. */
export function share({ leased_ms: leased, of_ms: of }: Utilization): string {
  if (of === 0) return "";
  const percent = (100 * leased) / of;
  return percent > 0 && percent < 1 ? "<1" : String(Math.round(percent));
}

/** When it can take the next job, as far as that is known. */
export function free(device: Device, now: number, t: Translate): string {
  if (device.ready) return t("devices.free.now");
  const left = (at: string) => roughly(Math.max(0, Date.parse(at) - now));
  if (device.quarantine || !device.running) return "";
  if (device.running.free_at) return t("devices.free.about", { left: left(device.running.free_at) });
  const latest = device.running.free_at_latest;
  return latest ? t("devices.free.latest", { left: left(latest) }) : "";
}
