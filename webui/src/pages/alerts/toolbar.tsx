// Which alerts are shown. Every change is a new address.
import { useId } from "react";

import { useScenarios } from "../../api/queries";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { FILTER_PANEL } from "../../shell/list_keys";
import { STATES, withText, type Filters, type State } from "./filters";
import type { AlertPage } from "./queries";

const NOBODY = "-";

interface Props {
  filters: Filters;
  page: AlertPage | undefined;
  onChange: (next: Filters) => void;
}

export function Toolbar({ filters, page, onChange }: Props) {
  const { t } = useLocale();
  const scenarios = useScenarios().data?.items ?? [];
  const me = useMe().data?.name;
  const owners = new Set((page?.items ?? []).flatMap(({ owner }) => owner ?? []));
  for (const name of [filters.texts.owner, me]) if (name && name !== NOBODY) owners.add(name);
  const counts = page?.counts;
  const count = (state: State) =>
    !counts
      ? undefined
      : state === "all"
        ? counts.open + counts.acknowledged + counts.resolved
        : state === "unresolved"
          ? counts.open + counts.acknowledged
          : counts[state];
  return (
    <div className="toolbar" {...{ [FILTER_PANEL]: "" }}>
      <span className="choice" role="group" aria-label={t("alerts.filter.state")}>
        {STATES.map((state) => (
          <button
            key={state}
            type="button"
            aria-pressed={filters.state === state}
            onClick={() => onChange({ ...filters, state, page: 1 })}
          >
            {t(`alerts.state.${state}`)} <span className="count">{count(state)}</span>
          </button>
        ))}
      </span>
      <Choice
        label={t("filter.scenario")}
        value={filters.texts.scenario ?? ""}
        options={scenarios.map(({ name }) => [name, name])}
        onChange={(value) => onChange(withText(filters, "scenario", value))}
      />
      <Choice
        label={t("alerts.filter.owner")}
        value={filters.texts.owner ?? ""}
        options={[
          [NOBODY, t("alerts.filter.nobody")],
          ...[...owners]
            .sort()
            .map((name): [string, string] => [name, name === me ? t("alerts.filter.me", { name }) : name]),
        ]}
        onChange={(value) => onChange(withText(filters, "owner", value))}
      />
    </div>
  );
}

interface ChoiceProps {
  label: string;
  value: string;
  /** Values with their words. */
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  const { t } = useLocale();
  const id = useId();
  const known = options.some(([option]) => option === value);
  return (
    <span className="choice">
      <label className="muted" htmlFor={id}>
        {label}
      </label>
      <select id={id} value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t("filter.any")}</option>
        {value && !known && <option value={value}>{value}</option>}
        {options.map(([option, words]) => (
          <option key={option} value={option}>
            {words}
          </option>
        ))}
      </select>
    </span>
  );
}
