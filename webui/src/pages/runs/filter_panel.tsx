// The filters beside the list. Every change is a new address.
import { useEffect, useState } from "react";

import { useReleases, useScenarios, useTags } from "../../api/queries";
import type { Schemas } from "../../api/client";
import type { Translate } from "../../i18n/locale";
import { useLocale } from "../../i18n/locale";
import { KeysButton } from "../../shell/keys_help";
import { FILTER_PANEL } from "../../shell/list_keys";
import { cleared, narrows, withText, type Filters, type TextFilter } from "./filters";
import { ChoiceFilter, TypedFilter, type Option } from "./filter_field";
import { useRunValues } from "./queries";
import { RANGES } from "./ranges";
import { ReleaseFolders } from "./release_folders";
import { TagFilter } from "./tag_filter";

const VERDICTS = ["regressed", "improved", "unchanged", "inconclusive"] as const;
const OUTCOMES = ["completed", "failed", "canceled", "disconnected", "unknown"] as const;
/** From this width on there is room for the panel beside the table. */
const WIDE = "(min-width: 1180px)";

type Value = Schemas["ValueView"];

interface Props {
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function FilterPanel({ filters, onChange }: Props) {
  const { t } = useLocale();
  const releases = useReleases().data?.items ?? [];
  const scenarios = useScenarios().data?.items ?? [];
  const tags = useTags().data?.items ?? [];
  const values = useRunValues().data;
  const [open, setOpen] = useOpen();
  const field = (name: TextFilter) => ({
    label: t(`filter.${name}`),
    value: filters.texts[name] ?? "",
    onChange: (value: string) => onChange(withText(filters, name, value)),
  });
  return (
    <details
      className="filters"
      open={open}
      onToggle={(event) => setOpen(event.currentTarget.open)}
      {...{ [FILTER_PANEL]: "" }}
    >
      <summary>{t("filter.title")}</summary>
      <ReleaseFolders releases={releases} filters={filters} />
      <ChoiceFilter
        {...field("scenario")}
        options={counted(scenarios.map(({ name, count }) => ({ value: name, count })))}
      />
      <ChoiceFilter {...field("verdict")} options={verdictOptions(values?.verdicts, t)} />
      <ChoiceFilter
        {...field("outcome")}
        options={OUTCOMES.map((value) => ({
          value,
          text: withCount(t(`outcome.${value}`), count(values?.outcomes, value)),
        }))}
      />
      <ChoiceFilter {...field("platform")} options={counted(values?.platforms)} />
      <ChoiceFilter {...field("device")} options={counted(values?.devices)} />
      <ChoiceFilter {...field("environment")} options={counted(values?.environments)} />
      <TypedFilter {...field("build")} type="search" options={counted(values?.builds)} />
      <ChoiceFilter
        {...field("range")}
        options={RANGES.map((value) => ({ value, text: t(`range.${value}`) }))}
      />
      <div className="days">
        <TypedFilter {...field("from")} type="date" />
        <TypedFilter {...field("to")} type="date" />
      </div>
      <TagFilter tags={tags} filters={filters} onChange={onChange} />
      {narrows(filters) && (
        <button type="button" onClick={() => onChange(cleared(filters))}>
          {t("runs.clear")}
        </button>
      )}
      <p className="keys">
        <KeysButton />
      </p>
    </details>
  );
}

function verdictOptions(verdicts: readonly Value[] | undefined, t: Translate): Option[] {
  const judged = VERDICTS.map((value) => ({
    value,
    text: withCount(t(`verdict.${value}`), count(verdicts, value)),
  }));
  return [...judged, { value: "none", text: t("verdict.none") }];
}

function counted(values: readonly Value[] = []): Option[] {
  return values.map(({ value, count }) => ({ value, text: withCount(value, count) }));
}

function count(values: readonly Value[] | undefined, value: string): number | undefined {
  return values && (values.find((each) => each.value === value)?.count ?? 0);
}

function withCount(text: string, count: number | undefined): string {
  return count === undefined ? text : `${text} (${count})`;
}

/** Open where there is room; where there is not, as the reader likes. */
function useOpen() {
  const [open, setOpen] = useState(() => matchMedia(WIDE).matches);
  useEffect(() => {
    const wide = matchMedia(WIDE);
    const follow = () => setOpen(wide.matches);
    wide.addEventListener("change", follow);
    return () => wide.removeEventListener("change", follow);
  }, []);
  return [open, setOpen] as const;
}
