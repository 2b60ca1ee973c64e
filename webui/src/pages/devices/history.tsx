// What a device did: its last attempts, as a strip and as a table.
import { Link } from "wouter";

import type { DeviceAttempt, DeviceDetail } from "../../api/devices";
import { attemptSign } from "../../fleet/words";
import { span } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";
import { History } from "./row";

export function DeviceHistory({ device }: { device: DeviceDetail }) {
  const { t } = useLocale();
  const history = device.activity?.history ?? [];
  return (
    <section aria-labelledby="device-history-title">
      <h2 id="device-history-title">{t("device.history")}</h2>
      {history.length === 0 ? (
        <p className="muted">{t("device.history.none")}</p>
      ) : (
        <>
          <History device={device} />
          <table className="cards">
            <thead>
              <tr>
                <th scope="col">{t("device.result")}</th>
                <th scope="col">{t("device.job")}</th>
                <th scope="col">{t("job.scenario")}</th>
                <th scope="col">{t("device.started")}</th>
                <th scope="col" className="number">
                  {t("device.length")}
                </th>
                <th scope="col">{t("device.runColumn")}</th>
              </tr>
            </thead>
            <tbody>
              {history.map((attempt) => (
                <Row key={`${attempt.job_id}.${attempt.number}`} attempt={attempt} />
              ))}
            </tbody>
          </table>
        </>
      )}
    </section>
  );
}

function Row({ attempt }: { attempt: DeviceAttempt }) {
  const { t } = useLocale();
  return (
    <tr>
      <td className="tight">
        <Mark sign={attemptSign(attempt)} />
      </td>
      <th scope="row">
        <Link href={`/jobs/${attempt.job_id}`}>{attempt.title}</Link>
        {attempt.reason && (
          <span lang="en" className="small muted reason">
            {attempt.reason}
          </span>
        )}
      </th>
      <td>{attempt.scenario}</td>
      <td className="tight" data-label={t("device.started")}>
        <Moment at={attempt.accepted_at ?? attempt.offered_at} />
      </td>
      <td className="number tight" data-label={t("device.length")}>
        {attempt.length_ms !== undefined && attempt.length_ms !== null && span(attempt.length_ms)}
      </td>
      <td className="tight">
        {attempt.run_id && <Link href={`/runs/${attempt.run_id}`}>{t("device.run")}</Link>}
      </td>
    </tr>
  );
}
