// The filters beside the list. Every change is a new address.
import { useEffect, useState } from "react";

import { useReleases, useScenarios, useTags } from "../../api/queries";
import { useLocale } from "../../i18n/locale";
import { cleared, narrows, withText, type Filters, type TextFilter } from "./filters";
import { ChoiceFilter, TypedFilter } from "./filter_field";
import { FILTER_PANEL } from "../../shell/list_keys";
import { ReleaseFolders } from "./release_folders";
import { TagFilter } from "./tag_filter";

const VERDICTS = ["regressed", "improved", "unchanged", "inconclusive", "none"] as const;
const OUTCOMES = ["completed", "failed", "canceled", "disconnected", "unknown"] as const;
const PLATFORMS = ["linux", "macos", "windows", "chromeos", "android", "ios"] as const;
/** From this width on there is room for the panel beside the table. */
const WIDE = "(min-width: 1180px)";

interface Props {
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function FilterPanel({ filters, onChange }: Props) {
  const { t } = useLocale();
  const releases = useReleases().data?.items ?? [];
  const scenarios = useScenarios().data?.items ?? [];
  const tags = useTags().data?.items ?? [];
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
        options={scenarios.map(({ name, count }) => ({ value: name, text: `${name} (${count})` }))}
      />
      <ChoiceFilter
        {...field("verdict")}
        options={VERDICTS.map((value) => ({ value, text: t(`verdict.${value}`) }))}
      />
      <ChoiceFilter
        {...field("outcome")}
        options={OUTCOMES.map((value) => ({ value, text: t(`outcome.${value}`) }))}
      />
      <ChoiceFilter {...field("platform")} options={PLATFORMS.map((value) => ({ value, text: value }))} />
      <TypedFilter {...field("build")} type="search" />
      <TypedFilter {...field("environment")} type="search" />
      <TypedFilter {...field("device")} type="search" />
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
      <p className="keys muted">
        <kbd>/</kbd> {t("keys.filter")} · <kbd>j</kbd> <kbd>k</kbd> {t("keys.rows")} · <kbd>Enter</kbd>{" "}
        {t("keys.open")}
      </p>
    </details>
  );
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
