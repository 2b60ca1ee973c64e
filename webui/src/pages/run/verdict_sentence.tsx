// The headline: how the run was judged, or why it could not be. The sentence itself is the controller's.
import type { RunDetail } from "../../api/queries";
import { useLocale } from "../../i18n/locale";
import { Mark } from "../../verdict/mark";
import { runSign } from "../../verdict/words";

export function VerdictSentence({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const { run, verdict, failed_step: step } = detail;
  const sign = runSign(run);
  const sentence = step
    ? t("run.failed", {
        number: step.number,
        kind: step.kind,
        iteration: step.iteration,
        reason: step.reason,
      })
    : (verdict?.summary ?? run.verdict_summary);
  return (
    <div>
      <p className="kicker">
        <Mark sign={sign} /> <span className="muted">{run.title}</span>
      </p>
      <h1 className="headline">
        {sentence ? (
          <span lang={step ? undefined : "en"}>{capital(sentence)}</span>
        ) : (
          t("run.notJudged", { scenario: run.scenario })
        )}
      </h1>
      {step && verdict && (
        <p className="muted" lang="en">
          {capital(verdict.summary)}
        </p>
      )}
    </div>
  );
}

/** Metric keys keep their spelling; plain words begin a sentence. */
function capital(sentence: string): string {
  return /^[a-z]+ /.test(sentence) ? sentence.charAt(0).toUpperCase() + sentence.slice(1) : sentence;
}
