// A verdict or an outcome: glyph and word.
import { useLocale } from "../i18n/locale";
import type { Sign } from "./words";

export function Mark({ sign }: { sign: Sign }) {
  const { t } = useLocale();
  return (
    <span className={`mark ${sign.tone}`}>
      <span className="glyph" aria-hidden="true">
        {sign.glyph}
      </span>
      {t(sign.word)}
    </span>
  );
}
