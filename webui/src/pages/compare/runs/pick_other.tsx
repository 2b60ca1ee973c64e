// Where there is room for two runs only: which of the others stands beside the reference.
import type { View } from "../../../charts/view";
import { useLocale } from "../../../i18n/locale";
import type { Column } from "../columns";

interface Props {
  columns: readonly Column[];
  shown: string | undefined;
  view: View;
}

export function PickOther({ columns, shown, view }: Props) {
  const { t } = useLocale();
  const others = columns.filter(({ isReference }) => !isReference);
  return (
    <label className="pick-other">
      {t("compare.pick", { reference: columns[0]?.name ?? "" })}{" "}
      <select
        value={shown}
        onChange={(event) =>
          view.set("with", event.target.value === others[0]?.id ? undefined : event.target.value)
        }
      >
        {others.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
