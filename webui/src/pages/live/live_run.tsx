// A run that is not stored yet: followed by its own id, and turned into the finished run when it is.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import { useFollowed } from "./follow";
import { LiveReport } from "./live_report";

export function LiveRun({ id }: { id: string }) {
  const { t } = useLocale();
  const queries = useQueryClient();
  const followed = useFollowed(`/api/v1/runs/${encodeURIComponent(id)}/live`);
  const { connection, live } = followed;
  const isOver = connection === "over";
  useEffect(() => {
    if (isOver) void queries.invalidateQueries({ queryKey: ["run", id] });
  }, [isOver, queries, id]);
  if (connection === "missing" || connection === "refused") {
    return (
      <section>
        <h1>{t("run.gone")}</h1>
        <p>
          <Link href="/runs">{t("run.back")}</Link>
        </p>
      </section>
    );
  }
  // Whether there is such a run is not known before the controller has said a word.
  if (!live.state) return null;
  return (
    <article className="run live">
      <LiveReport followed={followed} />
    </article>
  );
}
