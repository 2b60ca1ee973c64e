// Below the table, always in its place: what can be done with the selected runs, or what was done and can be undone.
import { useState } from "react";
import { useLocation } from "wouter";

import { useDeleteRuns } from "../../api/bulk";
import { useDeed } from "../../api/deed";
import { mayAdminister, mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { DeedNotice } from "./deed_notice";
import { comparison, MOST_CHANGED, MOST_COMPARED, type Selection } from "./selection";
import { TagRuns } from "./tag_runs";

interface Props {
  selection: Selection;
  onClear: () => void;
}

export function SelectionBar({ selection, onClear }: Props) {
  const deed = useDeed();
  const some = selection.runs.size > 0;
  return (
    <div className={some || deed ? "bar shown" : "bar"}>
      {some ? (
        <Choices selection={selection} onClear={onClear} />
      ) : (
        <div role="status">{deed && <DeedNotice deed={deed} />}</div>
      )}
    </div>
  );
}

function Choices({ selection, onClear }: Props) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const me = useMe().data;
  const [tagging, setTagging] = useState(false);
  const deleting = useDeleteRuns();
  const runs = [...selection.runs.values()];
  const compared = comparison(selection);
  const tooMany = runs.length > MOST_CHANGED;
  const toCompare = runs.length > MOST_COMPARED ? "select.compare.most" : "select.compare.two";
  return (
    <>
      <div className="actions" role="group" aria-label={t("select.actions")}>
        <b aria-live="polite">{t("select.count", { count: runs.length })}</b>
        <button
          type="button"
          className="main"
          disabled={!compared}
          title={compared ? undefined : t(toCompare, { most: MOST_COMPARED })}
          onClick={() => compared && navigate(compared)}
        >
          {t("select.compare")}
        </button>
        {mayEdit(me) && (
          <button type="button" disabled={tooMany} onClick={() => setTagging(true)}>
            {t("select.tag")}
          </button>
        )}
        {mayAdminister(me) && (
          <button
            type="button"
            className="danger"
            disabled={tooMany || deleting.isPending}
            onClick={() => deleting.mutate(runs, { onSuccess: onClear })}
          >
            {t("select.delete")}
          </button>
        )}
        <button type="button" className="plain" onClick={onClear}>
          {t("select.clear")}
        </button>
        {tooMany && <span className="muted">{t("select.tooMany", { most: MOST_CHANGED })}</span>}
      </div>
      <Refused error={deleting.error} />
      {tagging && <TagRuns runs={runs} onDone={onClear} onClose={() => setTagging(false)} />}
    </>
  );
}
