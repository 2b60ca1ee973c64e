// The control panel: a scenario on any device, or a manual session on one. What is chosen stands in the address.
import { useId } from "react";

import { useLocale } from "../../i18n/locale";
import { useListKeys } from "../../shell/list_keys";
import { useParams } from "../../shell/params";
import { useTitle } from "../../shell/title";
import { ScenarioForm } from "./scenario";
import { SessionForm } from "./session";
import "../../fleet/fleet.css";
import "./start.css";

export default function StartPage() {
  const { t } = useLocale();
  const params = useParams();
  const name = useId();
  const isSession = params.read("kind") === "session";
  useTitle(t("app.start"));
  useListKeys();
  return (
    <div className="fleet start">
      <h1 className="headline">{t("start.title")}</h1>
      <fieldset className="kinds actions">
        <legend className="hidden">{t("start.what")}</legend>
        <label>
          <input type="radio" name={name} checked={!isSession} onChange={() => params.set({ kind: "" })} />
          {t("start.scenario.tab")}
        </label>
        <label>
          <input
            type="radio"
            name={name}
            checked={isSession}
            onChange={() => params.set({ kind: "session" })}
          />
          {t("start.session.tab")}
        </label>
      </fieldset>
      {isSession ? <SessionForm params={params} /> : <ScenarioForm params={params} />}
    </div>
  );
}
