// Who has how many alerts to look after.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Hand } from "./hand";
import { owners } from "./night";
import type { Alert } from "./queries";

/** How the list of alerts names those that nobody looks after. */
const NOBODY = "-";

export function Owners({ alerts }: { alerts: readonly Alert[] }) {
  const { t } = useLocale();
  return (
    <Hand
      id="owners"
      title={t("home.owners")}
      href="/alerts"
      count={alerts.length}
      nothing={t("home.owners.none")}
    >
      {owners(alerts).map(({ owner, count }) => (
        <li key={owner ?? NOBODY}>
          <Link href={`/alerts?owner=${encodeURIComponent(owner ?? NOBODY)}`}>
            {owner ?? t("alerts.nobody")}
          </Link>{" "}
          <span className="last">{count}</span>
        </li>
      ))}
    </Hand>
  );
}
