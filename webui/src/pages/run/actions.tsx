// What can be done with the run, as far as its reader may.
import type { Ref } from "react";

import type { RunDetail } from "../../api/types";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { CompareWithBaseline } from "./compare_with_baseline";
import { DownloadButton } from "./download";

/** What is being done with the run; nothing where it is only read. */
export type Panel = "edit" | "share" | undefined;

const PANELS: readonly [Panel, Key][] = [
  ["edit", "run.edit"],
  ["share", "run.share"],
];

interface Props {
  ref: Ref<HTMLDivElement>;
  detail: RunDetail;
  panel: Panel;
  onPanel: (next: Panel) => void;
}

export function RunActions({ ref, detail, panel, onPanel }: Props) {
  const { t } = useLocale();
  const me = useMe().data;
  return (
    <div className="actions" ref={ref}>
      <CompareWithBaseline detail={detail} />
      {mayEdit(me) &&
        PANELS.map(([name, label]) => (
          <button
            key={name}
            type="button"
            aria-expanded={panel === name}
            onClick={() => onPanel(panel === name ? undefined : name)}
          >
            {t(label)}
          </button>
        ))}
      <DownloadButton detail={detail} />
    </div>
  );
}
