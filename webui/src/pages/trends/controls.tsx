// What is looked at: scenario, platform and device class, metric, stretch of time.
import type { Schemas } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { RANGES, type Shown } from "./address";
import type { Scope } from "./metrics";
import type { Metric } from "./queries";

interface Props {
  shown: Shown;
  scenarios: readonly Schemas["ScenarioView"][];
  scenario: string | undefined;
  scopes: readonly Scope[];
  scope: Scope | undefined;
  metrics: readonly Metric[];
  metric: string | undefined;
  onChange: (next: Partial<Shown>, replace?: boolean) => void;
}

/** What belongs to one scope says nothing in another. */
const ELSEWHERE = { picked: [], zoom: undefined } as const;

export function Controls({ shown, scenarios, scenario, scopes, scope, metrics, metric, onChange }: Props) {
  const { t } = useLocale();
  return (
    <div className="toolbar looked-at">
      <Choice
        label={t("filter.scenario")}
        value={scenario ?? ""}
        options={scenarios.map(({ name }) => [name, name])}
        onChange={(name) =>
          onChange({
            ...ELSEWHERE,
            scenario: name,
            platform: undefined,
            deviceClass: undefined,
            metric: undefined,
          })
        }
      />
      <Choice
        label={t("trends.scope")}
        value={scope ? keyOf(scope) : ""}
        options={scopes.map((each) => [keyOf(each), nameOf(each, t("trends.unnamed"))])}
        onChange={(key) => {
          const next = scopes.find((each) => keyOf(each) === key);
          if (next) onChange({ ...ELSEWHERE, scenario, ...next });
        }}
      />
      <Choice
        label={t("trends.metric")}
        value={metric ?? ""}
        options={metrics.map((each) => [each.metric, each.metric])}
        onChange={(name) => onChange({ scenario, metric: name })}
      />
      <div className="choice" role="group" aria-label={t("trends.range")}>
        {RANGES.map((range) => (
          <button
            key={range}
            type="button"
            aria-pressed={shown.range === range}
            onClick={() => onChange({ range, zoom: undefined })}
          >
            {t(`trends.range.${range}`)}
          </button>
        ))}
        <button
          type="button"
          aria-pressed={shown.range === undefined}
          onClick={() => onChange({ range: undefined, zoom: undefined })}
        >
          {t("trends.range.all")}
        </button>
      </div>
    </div>
  );
}

function keyOf({ platform, deviceClass }: Scope): string {
  return JSON.stringify([platform, deviceClass]);
}

/** `linux · lab`. */
function nameOf({ platform, deviceClass }: Scope, unnamed: string): string {
  return [platform, deviceClass].filter(Boolean).join(" · ") || unnamed;
}

interface ChoiceProps {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <label className="looked-at-one">
      <span className="muted">{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([key, name]) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
