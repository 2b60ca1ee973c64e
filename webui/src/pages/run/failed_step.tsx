// What the page looked like when the step failed.
import type { RunDetail } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { Screenshot } from "./screenshot";

export function FailedStep({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const step = detail.failed_step;
  const picture = detail.attachments.find(({ name }) => name === step?.screenshot);
  if (!step || !picture) return null;
  return (
    <figure className="failed-step">
      <Screenshot path={picture.url} label={t("run.failed.screenshot", { number: step.number })} />
      <figcaption className="muted small">{t("run.failed.screenshot", { number: step.number })}</figcaption>
    </figure>
  );
}
