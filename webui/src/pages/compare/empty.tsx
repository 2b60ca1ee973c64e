// What stands where a comparison would be: how to choose runs.
import { Link } from "wouter";

import { useLocale } from "../../i18n/locale";
import type { Chosen } from "./address";
import { AddRun } from "./runs/add_run";

interface Props {
  chosen: Chosen;
  onChoose: (next: Chosen) => void;
}

export function NothingToCompare({ chosen, onChoose }: Props) {
  const { t } = useLocale();
  return (
    <section className="empty choose-runs">
      <h1>{t(chosen.ids.length === 1 ? "compare.empty.one" : "compare.empty.title")}</h1>
      <ol>
        <li>
          <Link href="/runs">{t("compare.empty.runs")}</Link>
        </li>
        <li>
          {t("compare.empty.select")} <kbd>x</kbd>
        </li>
        <li>
          {t("compare.empty.compare")} <kbd>c</kbd>
        </li>
      </ol>
      <p>{t("compare.empty.here")}</p>
      <AddRun chosen={chosen} scenario={undefined} onChoose={onChoose} />
      {chosen.ids.length === 1 && (
        <p className="muted small">
          {t("compare.empty.chosen")} <code>{chosen.ids[0]}</code>
        </p>
      )}
    </section>
  );
}
