// What was done about the alert: when, who, why.
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import type { Step } from "./queries";

const STEPS: Readonly<Record<string, Key>> = {
  opened: "alerts.step.opened",
  acknowledged: "alerts.step.acknowledged",
  resolved: "alerts.step.resolved",
  reopened: "alerts.step.reopened",
  assigned: "alerts.step.assigned",
};
const REASONS: Readonly<Record<string, Key>> = {
  fixed: "alerts.reason.fixed",
  accepted: "alerts.reason.accepted",
  noise: "alerts.reason.noise",
  infrastructure: "alerts.reason.infrastructure",
  will_not_fix: "alerts.reason.will_not_fix",
};

export function History({ steps }: { steps: readonly Step[] }) {
  const { t } = useLocale();
  return (
    <section aria-label={t("alerts.history")}>
      <h2>{t("alerts.history")}</h2>
      <ol className="history">
        {steps.map((step, index) => (
          <li key={index}>
            <Moment at={step.at} />
            <span className="who">{step.by ?? t("alerts.history.controller")}</span>
            <span>
              <Words step={step} />
              {step.note && <span className="note">{step.note}</span>}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Words({ step }: { step: Step }) {
  const { t } = useLocale();
  const word = STEPS[step.kind];
  const reason = step.reason ? REASONS[step.reason] : undefined;
  return (
    <b>
      {word ? t(word, { owner: step.owner ?? t("alerts.nobody") }) : step.kind}
      {reason && `: ${t(reason)}`}
    </b>
  );
}
