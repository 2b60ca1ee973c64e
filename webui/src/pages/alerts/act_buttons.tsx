// What can be done about an alert where it stands, as far as its reader may.
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import type { DeedKind } from "./act_form";
import type { Alert } from "./queries";

/** The deeds that fit to a state, the likeliest first. */
export function deedsFor(state: string): readonly DeedKind[] {
  switch (state) {
    case "open":
      return ["acknowledge", "resolve", "assign"];
    case "acknowledged":
      return ["resolve", "assign"];
    default:
      return ["reopen", "assign"];
  }
}

interface Props {
  alert: Alert;
  open: DeedKind | undefined;
  onOpen: (kind: DeedKind | undefined) => void;
}

export function ActButtons({ alert, open, onOpen }: Props) {
  const { t } = useLocale();
  const me = useMe().data;
  if (!mayEdit(me)) return null;
  return (
    <div className="actions">
      {deedsFor(alert.state).map((kind) => (
        <button
          key={kind}
          type="button"
          aria-expanded={open === kind}
          onClick={() => onOpen(open === kind ? undefined : kind)}
        >
          {t(`alerts.${kind}`)}
        </button>
      ))}
    </div>
  );
}
