// Takes a device out of service with a reason, or puts it back; who did so before, and why.
import { useId, useState, type FormEvent } from "react";

import { useQuarantine, type DeviceDetail } from "../../api/devices";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Refused } from "../../shell/refused";

export function QuarantinePanel({ device, may }: { device: DeviceDetail; may: boolean }) {
  const { t } = useLocale();
  const { quarantine, quarantines } = device;
  const earlier = quarantines.filter(({ released_at }) => released_at);
  return (
    <section aria-labelledby="quarantine-title">
      <h2 id="quarantine-title">{t("quarantine.title")}</h2>
      {quarantine ? (
        <p>
          <span className="unsure" aria-hidden="true">
            ‖{" "}
          </span>
          {t("quarantine.held", { by: quarantine.by, reason: quarantine.reason })}{" "}
          <span className="muted">
            <Moment at={quarantine.since} />
          </span>
        </p>
      ) : (
        <p className="muted">{t("quarantine.explain")}</p>
      )}
      {may && <QuarantineForm key={quarantine?.since ?? ""} id={device.id} held={Boolean(quarantine)} />}
      {earlier.length > 0 && (
        <>
          <h3>{t("quarantine.history")}</h3>
          <ul>
            {earlier.map(({ since, by, reason, released_by, released_because, released_at }) => (
              <li key={since}>
                <Moment at={since} /> {t("quarantine.line", { by, reason })}
                {" → "}
                <Moment at={released_at!} />{" "}
                {t("quarantine.released", { by: released_by ?? "", reason: released_because ?? "" })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function QuarantineForm({ id, held }: { id: string; held: boolean }) {
  const { t } = useLocale();
  const field = useId();
  const [reason, setReason] = useState("");
  const changing = useQuarantine(id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    changing.mutate({ deed: held ? "release" : "quarantine", reason: reason.trim() });
  };
  return (
    <form className="quarantine-form" onSubmit={submit}>
      <div className="entry">
        <label htmlFor={field}>{t(held ? "quarantine.release.reason" : "quarantine.reason")}</label>
        <input
          id={field}
          value={reason}
          required
          maxLength={300}
          onChange={(event) => setReason(event.target.value)}
        />
      </div>
      <button
        type="submit"
        className={held ? "main" : "danger"}
        disabled={changing.isPending || !reason.trim()}
      >
        {t(held ? "quarantine.release" : "quarantine.hold")}
      </button>
      <Refused error={changing.error} />
    </form>
  );
}
