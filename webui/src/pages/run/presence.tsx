// Says when what is on screen is no longer so: the run was deleted, or the controller does not answer. Looks again by itself.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { useStillThere } from "./queries";

export function Presence({ id }: { id: string }) {
  const { t } = useLocale();
  const queries = useQueryClient();
  const { error, isSuccess } = useStillThere(id, true);
  const status = error instanceof ApiError ? error.status : undefined;
  const isGone = status === 404;
  const isSilent = error !== null && (status === undefined || status >= 500);
  useEffect(() => {
    // What failed while nobody answered is asked for once more.
    if (isSuccess)
      void queries.refetchQueries({ type: "active", predicate: ({ state }) => state.status === "error" });
  }, [isSuccess, queries]);
  return (
    <div role="status">
      {isGone && (
        <p className="presence">
          <b className="unsure">~ {t("run.deleted")}</b> {t("run.deleted.explain")}{" "}
          <Link href="/runs" className="within">
            {t("run.back")}
          </Link>
        </p>
      )}
      {isSilent && (
        <p className="presence">
          <b className="unsure">~ {t("run.silent")}</b> {t("run.silent.explain")}
        </p>
      )}
    </div>
  );
}
