// How many alerts nobody has looked at, beside the link to them.
import { useQuery } from "@tanstack/react-query";

import { get, type Schemas } from "../api/client";
import { useLocale } from "../i18n/locale";

export function OpenAlerts() {
  const { t } = useLocale();
  const open = useQuery({
    queryKey: ["alerts", "open"],
    queryFn: ({ signal }) => get<Schemas["AlertPageView"]>("/api/v1/alerts?state=open&page_size=1", signal),
    select: (page) => page.counts.open,
    refetchInterval: 30_000,
  }).data;
  if (!open) return null;
  return (
    <span className="badge">
      <span aria-hidden="true">{open}</span>
      <span className="hidden">{t("alerts.badge", { count: open })}</span>
    </span>
  );
}
