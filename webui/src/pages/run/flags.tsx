// What was doubted or recomputed when the Dataset was read.
import { useLocale } from "../../i18n/locale";

export function Flags({ flags }: { flags: readonly string[] }) {
  const { t } = useLocale();
  if (flags.length === 0) return null;
  return (
    <aside className="flags" aria-label={t("run.flags")}>
      <b className="unsure">~ {t("run.flags")}</b>
      <ul lang="en">
        {flags.map((flag) => (
          <li key={flag}>{flag}</li>
        ))}
      </ul>
    </aside>
  );
}
