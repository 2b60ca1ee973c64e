// One alert: what got worse in a sentence, what is done about it, then the evidence, the history and who was told.
import { useRef, useState } from "react";
import { Link } from "wouter";

import { ApiError } from "../../api/client";
import { change, quantity } from "../../format/quantity";
import { useLocale } from "../../i18n/locale";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { useTitle } from "../../shell/title";
import { Mark } from "../../verdict/mark";
import { ActButtons } from "./act_buttons";
import { ActForm, type DeedKind } from "./act_form";
import { AlertFacts } from "./alert_facts";
import { Deliveries } from "./deliveries";
import { EvidenceTable } from "./evidence_table";
import { History } from "./history";
import { useAlert, type Alert, type AlertDetail } from "./queries";
import { RunsTable } from "./runs_table";
import { stateSign } from "../../verdict/alert_signs";
import "./alerts.css";

export default function AlertPage({ id }: { id: string }) {
  const { t } = useLocale();
  const alert = useAlert(id);
  const late = useLate(alert.isPending);
  useTitle(alert.data && `${alert.data.alert.metric} · ${t("alerts.title")}`);

  if (alert.error instanceof ApiError && alert.error.status === 404) {
    return (
      <section>
        <h1>{t("alerts.gone")}</h1>
        <p>
          <Link href="/alerts">{t("alerts.back")}</Link>
        </p>
      </section>
    );
  }
  return (
    <article className="alert-page" aria-busy={alert.isFetching}>
      <p className="hidden" role="status">
        {alert.isPending ? t("state.loading") : ""}
      </p>
      {alert.error && <Failure error={alert.error} retry={() => void alert.refetch()} />}
      {late && <div className="skeleton tall" aria-hidden="true" />}
      {alert.data && <Report detail={alert.data} />}
    </article>
  );
}

function Report({ detail }: { detail: AlertDetail }) {
  const { alert, history, deliveries } = detail;
  const [doing, setDoing] = useState<DeedKind>();
  const lead = useRef<HTMLDivElement>(null);
  const close = () => {
    // The keyboard goes back to where it came from.
    lead.current?.querySelector<HTMLElement>("[aria-expanded=true]")?.focus();
    setDoing(undefined);
  };
  return (
    <>
      <div className="alert-lead" ref={lead}>
        <h1 className="headline">
          <Sentence alert={alert} />
        </h1>
        <Mark sign={stateSign(alert.state)} />
        <ActButtons alert={alert} open={doing} onOpen={setDoing} />
      </div>
      {doing && <ActForm key={doing} alert={alert} kind={doing} onClose={close} />}
      <AlertFacts alert={alert} />
      <EvidenceTable alert={alert} />
      <History steps={history} />
      <RunsTable detail={detail} />
      <Deliveries deliveries={deliveries} />
    </>
  );
}

/** What the first bad run showed, in words and numbers. */
function Sentence({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const { metric, scenario, unit, first_bad: first } = alert;
  const { comparison } = first;
  if (alert.kind === "regression" && comparison) {
    const level = comparison.baseline_median;
    return t("alerts.sentence", {
      metric,
      scenario,
      change: change(comparison.shift, level, unit),
      low: change(comparison.shift_low, level, unit),
      high: change(comparison.shift_high, level, unit),
      run: first.values,
      baseline: comparison.baseline_values,
    });
  }
  return t("alerts.sentence.threshold", {
    metric,
    scenario,
    median: quantity(first.median, unit),
    threshold: first.threshold == null ? "" : quantity(first.threshold, unit),
    run: first.values,
  });
}
