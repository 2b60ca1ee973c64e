// Whether what is on screen is what happens now, in words.
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import type { Connection } from "./follow";

const WORDS: Record<Connection, readonly [sign: string, tone: string, words: Key]> = {
  connecting: ["·", "muted", "live.connecting"],
  open: ["●", "muted", "live.open"],
  lost: ["~", "unsure", "live.lost"],
  over: ["·", "muted", "live.over"],
  missing: ["~", "unsure", "live.missing"],
  refused: ["~", "unsure", "live.missing"],
};

export function ConnectionLine({ connection }: { connection: Connection }) {
  const { t } = useLocale();
  const [sign, tone, words] = WORDS[connection];
  return (
    <p role="status" className={`small ${tone}`}>
      <span aria-hidden="true">{sign}</span> {t(words)}
    </p>
  );
}
