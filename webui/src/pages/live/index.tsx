// A job while it runs. When it is over its page becomes that of the run which came of it.
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link, useLocation } from "wouter";

import { get, type Schemas } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useFollowed } from "./follow";
import { LiveReport } from "./live_report";

const LOOK_MS = 5_000;

export default function LivePage({ job }: { job: string }) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const followed = useFollowed(`/api/v1/jobs/${encodeURIComponent(job)}/live`);
  const { live, connection, error } = followed;
  const run = live.ended?.["run_id"];
  useEffect(() => {
    if (typeof run === "string") navigate(`/runs/${encodeURIComponent(run)}`, { replace: true });
  }, [run, navigate]);
  if (error && isRefusal(error)) return <Failure error={error} retry={() => location.reload()} />;
  if (connection === "missing") return <h1>{t("live.gone")}</h1>;
  const isWaiting = live.state?.state === "queued";
  return (
    <article className="run live">
      <LiveReport followed={followed} />
      {isWaiting && <WaitsFor job={job} />}
      {connection === "over" && (
        <p>
          <Link href="/runs">{t("run.back")}</Link>
        </p>
      )}
    </article>
  );
}

/** Why a queued job waits. */
function WaitsFor({ job }: { job: string }) {
  const { t } = useLocale();
  const told = useQuery({
    queryKey: ["job", job],
    queryFn: ({ signal }) => get<Schemas["JobDetailView"]>(`/api/v1/jobs/${encodeURIComponent(job)}`, signal),
    refetchInterval: LOOK_MS,
  });
  const reason = told.data?.waiting_for;
  if (!reason) return null;
  return (
    <p className="unsure">
      ~ {t("live.waitsFor")} <span lang="en">{reason}</span>
    </p>
  );
}
