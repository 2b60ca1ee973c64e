// What a suite found last, in one sentence.
import type { Schemas } from "../../api/client";
import { roughly } from "../../format/time";
import { useLocale } from "../../i18n/locale";
import { counted } from "../../verdict/suite_cells";

export function SuiteSentence({ name, last }: { name: string; last: Schemas["SuiteRunView"] | undefined }) {
  const { t } = useLocale();
  if (!last) return <h1 className="headline">{t("suite.never", { name })}</h1>;
  const span = roughly(Date.now() - Date.parse(last.started_at));
  return (
    <h1 className="headline">
      {t(last.state === "working" ? "suite.working" : "suite.last", { name, span })}
      {counted(last).map(({ sign, count }, index) => (
        <span key={sign.word}>
          {index > 0 && t("suite.join")}
          <span className={sign.tone === "neutral" ? undefined : sign.tone}>
            {sign.tone === "neutral" ? "" : `${sign.glyph} `}
            {t("suite.count", { count, word: t(sign.word) })}
          </span>
        </span>
      ))}
    </h1>
  );
}
