// Tags with their counts; a run must carry all that are set.
import { useState } from "react";

import type { Schemas } from "../../api/client";
import { useLocale } from "../../i18n/locale";
import { withTag, type Filters } from "./filters";

const SHOWN = 10;

interface Props {
  tags: readonly Schemas["TagView"][];
  filters: Filters;
  onChange: (next: Filters) => void;
}

export function TagFilter({ tags, filters, onChange }: Props) {
  const { t } = useLocale();
  const [all, setAll] = useState(false);
  // Releases have folders of their own.
  const plain = tags.filter(({ tag }) => !tag.startsWith("release:"));
  const unknown = filters.tags.filter((tag) => !plain.some((known) => known.tag === tag));
  const listed = [...unknown.map((tag) => ({ tag, count: undefined })), ...plain];
  const shown = all ? listed : listed.filter(({ tag }, index) => index < SHOWN || filters.tags.includes(tag));
  if (listed.length === 0) return null;
  return (
    <fieldset className="tags">
      <legend>{t("filter.tags")}</legend>
      {shown.map(({ tag, count }) => (
        <label key={tag}>
          <input
            type="checkbox"
            checked={filters.tags.includes(tag)}
            onChange={(event) => onChange(withTag(filters, tag, event.target.checked))}
          />
          <bdi className="tag-name" title={tag}>
            {tag}
          </bdi>{" "}
          <span className="count">{count}</span>
        </label>
      ))}
      {shown.length < listed.length && (
        <button type="button" className="plain" onClick={() => setAll(true)}>
          {t("filter.moreTags", { count: listed.length - shown.length })}
        </button>
      )}
    </fieldset>
  );
}
