// The filters of the list of devices. Every change is a new address.
import { useEffect, useId, useState } from "react";

import { DEVICE_STATES, deviceSign } from "../../fleet/words";
import { useLocale } from "../../i18n/locale";
import { FILTER_PANEL } from "../../shell/list_keys";
import type { Params } from "../../shell/params";

export const FILTERS = ["state", "platform", "browser", "label", "search"] as const;
const PLATFORMS = ["linux", "macos", "windows", "chromeos", "android", "ios", "simulated"];
const BROWSERS = ["chromium", "firefox", "simulated"];

export function DeviceFilters({ params }: { params: Params }) {
  const { t } = useLocale();
  const words = (values: readonly string[]) => values.map((value) => ({ value, text: value }));
  const states = DEVICE_STATES.map((value) => ({ value, text: t(deviceSign(value).word) }));
  return (
    <div className="device-filters" {...{ [FILTER_PANEL]: "" }}>
      <Choice name="state" label={t("devices.state")} options={states} params={params} />
      <Choice name="platform" label={t("devices.platform")} options={words(PLATFORMS)} params={params} />
      <Choice name="browser" label={t("devices.browser")} options={words(BROWSERS)} params={params} />
      <Typed name="label" label={t("devices.label")} params={params} />
      <Typed name="search" label={t("devices.search")} params={params} />
    </div>
  );
}

interface Field {
  name: (typeof FILTERS)[number];
  label: string;
  params: Params;
}

function Choice({
  name,
  label,
  options,
  params,
}: Field & { options: readonly { value: string; text: string }[] }) {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={params.read(name)}
        onChange={(event) => params.set({ [name]: event.target.value, page: "" })}
      >
        <option value="">{t("filter.any")}</option>
        {options.map(({ value, text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Takes effect on Enter or when the field is left. */
function Typed({ name, label, params }: Field) {
  const id = useId();
  const value = params.read(name);
  const [draft, setDraft] = useState(value);
  useEffect(() => setDraft(value), [value]);
  const commit = () => {
    if (draft.trim() !== value) params.set({ [name]: draft.trim(), page: "" });
  };
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        type="search"
        value={draft}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => event.key === "Enter" && commit()}
      />
    </div>
  );
}
