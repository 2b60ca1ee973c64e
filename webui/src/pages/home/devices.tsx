// Devices that cannot work, and why.
import { Link } from "wouter";

import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Timed } from "../../shell/timed";
import { Hand } from "./hand";
import { useDevices } from "./queries";

/** States in which a device does what it should. */
const WELL: readonly string[] = ["ready", "busy"];

export function Devices() {
  const { t } = useLocale();
  const devices = useDevices();
  const ill = devices.data?.items.filter((device) => !WELL.includes(device.state) || device.quarantine);
  return (
    <Hand
      id="devices"
      title={t("home.devices")}
      href="/devices"
      count={ill?.length}
      nothing={t("home.devices.none", { count: devices.data?.pagination.total ?? 0 })}
      error={devices.error}
      retry={() => void devices.refetch()}
    >
      {ill?.map((device) => (
        <li key={device.id}>
          <Link href={`/devices/${encodeURIComponent(device.id)}`}>{device.id}</Link>{" "}
          <span className="last">{roughly(Date.now() - Date.parse(device.since))}</span>{" "}
          <span className="why" lang="en">
            <span className="unsure">~</span> <Timed text={device.why_not ?? device.state} />
          </span>
        </li>
      ))}
    </Hand>
  );
}
