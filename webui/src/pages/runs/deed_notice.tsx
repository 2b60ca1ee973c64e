// What was done to runs, which of them stayed as they were and why, and the way back.
import { useUndo } from "../../api/bulk";
import { forgetDeed, type Deed } from "../../api/deed";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";

const SHOWN = 3;

export function DeedNotice({ deed }: { deed: Deed }) {
  const { t } = useLocale();
  const undo = useUndo();
  const undoable = deed.runs.length > 0 && deed.kind !== "restored";
  const rest = deed.refused.length - SHOWN;
  return (
    <>
      <div className="actions">
        <p className="what">{sentence(deed, t)}</p>
        {undoable && (
          <button type="button" disabled={undo.isPending} onClick={() => undo.mutate(deed)}>
            {t("deed.undo")}
          </button>
        )}
        <button type="button" className="plain" onClick={forgetDeed}>
          {t("deed.dismiss")}
        </button>
      </div>
      {deed.refused.length > 0 && (
        <ul className="refusals">
          {deed.refused.slice(0, SHOWN).map(({ id, title, msg }) => (
            <li key={id}>
              <bdi>{title}</bdi>: <span lang="en">{msg}</span>
            </li>
          ))}
          {rest > 0 && <li>{t("deed.moreRefused", { count: rest })}</li>}
        </ul>
      )}
      <Refused error={undo.error} />
    </>
  );
}

function sentence(deed: Deed, t: ReturnType<typeof useLocale>["t"]): string {
  const { kind, runs, refused, title, tag = "" } = deed;
  const parts = [
    runs.length === 1 && title !== undefined
      ? t(`deed.${kind}.one` as Key, { title: shortened(title), tag: shortened(tag) })
      : t(`deed.${kind}` as Key, { count: runs.length, tag: shortened(tag) }),
    refused.length > 0 && t("deed.refused", { count: refused.length }),
  ];
  return parts.filter((part) => typeof part === "string").join(" ");
}

/** Long enough to be told from others; direction and script of the name stay its own. */
function shortened(name: string): string {
  const letters = [...name];
  const cut = letters.length > 60 ? `${letters.slice(0, 60).join("")}…` : name;
  return `\u2068${cut}\u2069`;
}
