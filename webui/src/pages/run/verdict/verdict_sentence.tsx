// The headline: how the run was judged, or why it could not be. The sentence itself is the controller's.
import type { RunDetail } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { Mark } from "../../../verdict/mark";
import { runSign } from "../../../verdict/words";
import { headlineOf } from "./sentence";

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
  const below = step ? verdict?.summary : sentence && headlineOf(sentence).rest;
  return (
    <div>
      <p className="kicker">
        <Mark sign={sign} /> <bdi className="muted">{run.title}</bdi>
      </p>
      <h1 className="headline">
        {sentence ? (
          <span lang={step ? undefined : "en"}>{step ? sentence : headlineOf(sentence).lead}</span>
        ) : (
          t("run.notJudged", { scenario: run.scenario })
        )}
      </h1>
      {below && (
        <p className="below muted" lang="en">
          {below}
        </p>
      )}
    </div>
  );
}
