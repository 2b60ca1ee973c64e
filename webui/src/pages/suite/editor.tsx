// The text of a suite: lines with their numbers, and every mistake at its line while one types.
import { useEffect, useId, useRef, useState, type FormEvent } from "react";
import { useLocation } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { cellName } from "../../verdict/suite_cells";
import { offsetOf } from "./lines";
import { useCheck, useKeepSuite, type Suite, type SuiteProblem } from "./queries";

interface Props {
  /** The suite that is changed; a new one is made where absent. */
  kept: Suite | undefined;
  text: string;
  may?: boolean;
}

export function Editor({ kept, text, may = true }: Props) {
  const { t } = useLocale();
  const id = useId();
  const [, navigate] = useLocation();
  const [yaml, setYaml] = useState(text);
  const [settled, setSettled] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  const check = useCheck(settled, kept?.name);
  const keeping = useKeepSuite(kept?.version);
  const problems = check.data?.problems ?? [];
  const name = check.data?.name;
  const changed = yaml !== text;
  const ready = check.data?.valid && !check.isPlaceholderData && yaml === settled;
  useEffect(() => {
    const timer = setTimeout(() => setSettled(yaml), 300);
    return () => clearTimeout(timer);
  }, [yaml]);

  function keep(event: FormEvent) {
    event.preventDefault();
    if (!ready || name == null) return;
    keeping.mutate({ name, yaml }, { onSuccess: () => navigate(`/suites/${encodeURIComponent(name)}`) });
  }

  function go(problem: SuiteProblem) {
    const at = offsetOf(yaml, problem.line, problem.column);
    area.current?.focus();
    area.current?.setSelectionRange(at, at);
  }

  return (
    <form className="suite-form" aria-label={t("suite.text")} onSubmit={keep}>
      <div className="editor">
        <Lines text={yaml} problems={problems} />
        <textarea
          ref={area}
          id={id}
          wrap="off"
          spellCheck={false}
          autoComplete="off"
          readOnly={!may}
          rows={Math.max(8, yaml.split("\n").length)}
          aria-label={t("suite.text")}
          aria-describedby={`${id}p`}
          aria-invalid={problems.length > 0}
          value={yaml}
          onChange={(event) => setYaml(event.target.value)}
        />
      </div>
      <div id={`${id}p`} aria-live="polite" className={check.isPlaceholderData ? "old" : undefined}>
        {problems.length > 0 && <Problems problems={problems} onGo={go} />}
        {check.data?.valid && (changed || !kept) && <Planned names={check.data.cells.map(cellName)} />}
      </div>
      {kept && kept.sent_scenarios.length > 0 && (
        <p className="muted small">{t("suite.sent", { names: kept.sent_scenarios.join(", ") })}</p>
      )}
      <Refused error={check.error ?? keeping.error} />
      {may && (
        <div className="actions">
          <button
            type="submit"
            className="main"
            disabled={!ready || keeping.isPending || (kept !== undefined && !changed)}
          >
            {kept && name != null && name !== kept.name ? t("suite.saveAs", { name }) : t("form.save")}
          </button>
          {changed && (
            <button type="button" onClick={() => setYaml(text)}>
              {t("suite.revert")}
            </button>
          )}
        </div>
      )}
    </form>
  );
}

function Lines({ text, problems }: { text: string; problems: readonly SuiteProblem[] }) {
  const bad = new Set(problems.filter((problem) => !problem.file).map((problem) => problem.line));
  return (
    <div className="lines" aria-hidden="true">
      {text.split("\n").map((_, index) => (
        <div key={index} className={bad.has(index + 1) ? "worse" : undefined}>
          {bad.has(index + 1) ? "✕ " : ""}
          {index + 1}
        </div>
      ))}
    </div>
  );
}

interface ProblemsProps {
  problems: readonly SuiteProblem[];
  onGo: (problem: SuiteProblem) => void;
}

function Problems({ problems, onGo }: ProblemsProps) {
  const { t } = useLocale();
  return (
    <ul className="problems">
      {problems.map((problem, index) => (
        <li key={index}>
          {problem.file ? (
            <code>
              {problem.file}:{problem.line}
            </code>
          ) : (
            <button type="button" className="plain" onClick={() => onGo(problem)}>
              {t("suite.line", { line: problem.line })}
            </button>
          )}
          <span lang="en">
            <span className="worse" aria-hidden="true">
              ✕{" "}
            </span>
            {problem.message}
            {problem.suggestion && `; did you mean \`${problem.suggestion}\`?`}
          </span>
        </li>
      ))}
    </ul>
  );
}

function Planned({ names }: { names: readonly string[] }) {
  const { t } = useLocale();
  return (
    <details>
      <summary>{t("suite.plan", { count: names.length })}</summary>
      <ol className="plan small">
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ol>
    </details>
  );
}
