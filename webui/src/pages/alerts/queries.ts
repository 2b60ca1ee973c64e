// What the pages of alerts ask for, and what people do about an alert.
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";

import { get, send, type Schemas } from "../../api/client";

export type Alert = Schemas["AlertView"];
export type AlertPage = Schemas["AlertPageView"];
export type AlertDetail = Schemas["AlertDetailView"];
export type Sighting = Schemas["SightingView"];
export type RunMark = Schemas["RunMarkView"];
export type Step = Schemas["AlertStepView"];
export type Delivery = Schemas["DeliveryView"];

/** What is done to an alert. */
export type Deed =
  | { kind: "acknowledge"; note: string }
  | { kind: "resolve"; reason: string; note: string }
  | { kind: "reopen"; note: string }
  | { kind: "assign"; owner: string; note: string };

/** Alerts that match the filters of the address, newest first. */
export function useAlerts(search: string) {
  return useQuery({
    queryKey: ["alerts", "list", search],
    queryFn: ({ signal }) => get<AlertPage>(`/api/v1/alerts?${search}`, signal),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  });
}

export function useAlert(id: string) {
  return useQuery({
    queryKey: ["alert", id],
    queryFn: ({ signal }) => get<AlertDetail>(path(id), signal),
    refetchInterval: 10_000,
  });
}

/** Does something to an alert, if nobody else did since it was shown. */
export function useAct(alert: Pick<Alert, "id" | "version">) {
  const refresh = useRefresh(alert.id);
  return useMutation({
    mutationFn: (deed: Deed) => {
      const { kind, ...body } = deed;
      if (kind === "assign") return send<Alert>("PUT", `${path(alert.id)}/owner`, body, alert.version);
      return send<Alert>("POST", `${path(alert.id)}/${kind}`, body, alert.version);
    },
    onSuccess: refresh,
  });
}

/** Asks for an alert, and for every list, as they are now. */
export function useRefresh(id: string) {
  const queries = useQueryClient();
  return () =>
    Promise.all([
      queries.invalidateQueries({ queryKey: ["alerts"] }),
      queries.invalidateQueries({ queryKey: ["alert", id] }),
    ]).then(() => undefined);
}

function path(id: string): string {
  return `/api/v1/alerts/${encodeURIComponent(id)}`;
}
