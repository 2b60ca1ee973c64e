// Leads to the comparison of the run with what it was judged against.
import { Link } from "wouter";

import type { RunDetail } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { addressOfComparison } from "../compare/address";

/** The newest of several runs of a baseline stands for them; without a baseline there is nothing to lead to. */
export function CompareWithBaseline({ detail: { run, verdict } }: { detail: RunDetail }) {
  const { t } = useLocale();
  const baseline = run.baseline_run_id ?? verdict?.baseline?.run_ids[0];
  if (!baseline) return null;
  return <Link href={addressOfComparison([baseline, run.id])}>{t("compare.withBaseline")}</Link>;
}
