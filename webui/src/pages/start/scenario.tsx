// A scenario, who shall take it, and the plan beside it before the button.
import { useDeferredValue, useId, useMemo, useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import { useDevices } from "../../api/devices";
import { useScenarios } from "../../api/queries";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import type { Params } from "../../shell/params";
import { Refused } from "../../shell/refused";
import { Choice, Field } from "./field";
import { PlanPanel } from "./plan";
import { usePlan, useSubmit } from "./queries";
import { OWN, submissionOf } from "./request";

export function ScenarioForm({ params }: { params: Params }) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const [yaml, setYaml] = useState("");
  const library = (useScenarios().data?.items ?? []).filter((scenario) => scenario.yaml);
  const devices = useDevices("page_size=200").data?.items ?? [];
  const request = useMemo(() => submissionOf(params.read, yaml), [params.read, yaml]);
  const plan = usePlan(useDeferredValue(request));
  const submitting = useSubmit();
  const may = mayEdit(useMe().data);
  const start = (event: FormEvent) => {
    event.preventDefault();
    if (!request) return;
    submitting.mutate(request, {
      onSuccess: ({ jobs }) => navigate(jobs.length === 1 ? `/jobs/${jobs[0]}` : "/queue"),
    });
  };
  const chosen = library.find(({ name }) => name === params.read("scenario"));
  const text = t("start.scenario.choose");
  return (
    <div className="columns">
      <form className="form" onSubmit={start}>
        <div className="fields">
          <Choice
            name="scenario"
            label={t("start.scenario")}
            params={params}
            options={[
              { value: "", text },
              ...library.map(({ name }) => ({ value: name, text: name })),
              { value: OWN, text: t("start.scenario.own") },
            ]}
          />
          <Choice
            name="device"
            label={t("start.device")}
            params={params}
            options={[
              { value: "", text: t("start.device.any") },
              ...devices.map(({ id }) => ({ value: id, text: id })),
            ]}
          />
          <Field name="priority" label={t("start.priority")} params={params} type="number" placeholder="0" />
          {chosen?.description && <p className="entry whole muted">{chosen.description}</p>}
          {params.read("scenario") === OWN && <OwnText yaml={yaml} onChange={setYaml} />}
          <Field name="release" label={t("start.release")} params={params} />
          <Field name="build" label={t("start.build")} params={params} />
          <Field
            name="iterations"
            label={t("start.iterations")}
            params={params}
            type="number"
            min={1}
            placeholder={t("start.iterations.own")}
          />
          <div className="entry whole tags">
            <Field name="tags" label={t("start.tags")} params={params} />
          </div>
        </div>
        {may && (
          <div className="actions">
            <button type="submit" className="main" disabled={!request || submitting.isPending}>
              {t("start.go")}
            </button>
          </div>
        )}
        <Refused error={submitting.error} />
      </form>
      <PlanPanel
        plan={request ? plan.data : undefined}
        error={request ? plan.error : null}
        now={plan.dataUpdatedAt}
      />
    </div>
  );
}

function OwnText({ yaml, onChange }: { yaml: string; onChange: (text: string) => void }) {
  const { t } = useLocale();
  const id = useId();
  return (
    <div className="entry whole">
      <label htmlFor={id}>{t("start.yaml")}</label>
      <textarea
        id={id}
        rows={12}
        value={yaml}
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
