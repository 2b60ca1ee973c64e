// The next five times of an expression, on the clocks of its zone and on the reader's; or what is wrong with it.
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { usePreview } from "./queries";
import { inZone } from "./words";

export function Preview({ id, cron, zone }: { id: string; cron: string; zone: string }) {
  const { t, locale } = useLocale();
  const preview = usePreview(cron, zone);
  const { times = [], problem } = preview.data ?? {};
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const elsewhere = zone !== here;
  return (
    <div id={id} className={preview.isPlaceholderData ? "preview old" : "preview"} aria-live="polite">
      <h3>{t("preview.title")}</h3>
      {problem ? (
        <p className="worse" lang="en">
          ✕ {problem}
        </p>
      ) : (
        <ol>
          {times.map((at) => (
            <li key={at}>
              {elsewhere && <span>{inZone(at, zone, locale)} </span>}
              <span className={elsewhere ? "muted" : undefined}>
                <Moment at={at} />
              </span>
            </li>
          ))}
        </ol>
      )}
      {elsewhere && !problem && times.length > 0 && (
        <p className="muted small">{t("preview.zones", { zone, here })}</p>
      )}
    </div>
  );
}
