// What ran: a strip a suite, one cell a scenario on a kind of device; and the runs that came in from elsewhere.
import { Link } from "wouter";

import type { RunPage } from "../../api/types";
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Strip } from "../../verdict/strip";
import { runSign } from "../../verdict/words";
import { stripCells } from "../../verdict/suite_cells";
import { newestOfEach } from "./night";
import type { SuiteRun } from "./queries";

/** Marks the runs of a suite. */
const SUITE_TAG = "suite:";

interface Props {
  runs: readonly SuiteRun[];
  others: RunPage | undefined;
}

export function Suites({ runs, others }: Props) {
  const { t } = useLocale();
  const alone = others?.items.filter((run) => !run.tags.some((tag) => tag.startsWith(SUITE_TAG))) ?? [];
  if (runs.length === 0 && alone.length === 0) return null;
  return (
    <section aria-labelledby="suites">
      <h2 id="suites">{t("home.suites")}</h2>
      <dl className="strips">
        {newestOfEach(runs).map((run) => (
          <SuiteStrip key={run.id} run={run} />
        ))}
        {alone.length > 0 && (
          <div>
            <dt>
              <Link href="/runs">{t("home.alone")}</Link>
              <span className="muted"> {t("home.alone.explain")}</span>
            </dt>
            <dd>
              <Strip
                label={t("home.alone")}
                cells={alone.map((run) => ({
                  key: run.id,
                  sign: runSign(run),
                  words: `${run.title || run.scenario}: ${t(runSign(run).word)}`,
                  href: `/runs/${encodeURIComponent(run.id)}`,
                }))}
              />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function SuiteStrip({ run }: { run: SuiteRun }) {
  const { t } = useLocale();
  const words = [run.release, run.build].filter(Boolean).join(" · ");
  return (
    <div>
      <dt>
        <Link href={`/suites/${encodeURIComponent(run.suite)}`}>{run.suite}</Link>
        <span className="muted">
          {" "}
          {words && `${words} · `}
          <Moment at={run.started_at} />
        </span>
      </dt>
      <dd>
        <Strip label={run.suite} cells={stripCells(run, t)} />
      </dd>
    </div>
  );
}
