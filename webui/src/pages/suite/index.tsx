// One suite: what it found start by start, who starts it, and its text.
import { useState } from "react";
import { Link, useLocation, useSearch } from "wouter";

import { ApiError } from "../../api/client";
import { mayEdit } from "../../api/rights";
import { useMe } from "../../api/session";
import { useLocale } from "../../i18n/locale";
import { Confirm } from "../../shell/confirm";
import { Failure } from "../../shell/failure";
import { useLate } from "../../shell/late";
import { Moment } from "../../shell/moment";
import { pageOf } from "../../shell/page_links";
import { useTitle } from "../../shell/title";
import { FIRST_SUITE } from "../schedules/first_suite";
import { StartForm } from "../schedules/start_form";
import { Editor } from "./editor";
import { History } from "./history";
import { useDeleteSuite, useHistory, useSuite, type Suite } from "./queries";
import { SuiteSentence } from "./sentence";
import "../schedules/schedules.css";

export default function SuitePage({ name }: { name: string | undefined }) {
  return name === undefined ? <NewSuite /> : <KnownSuite name={name} />;
}

function NewSuite() {
  const { t } = useLocale();
  useTitle(t("suites.new"));
  return (
    <div className="schedules">
      <h1 className="headline">{t("suites.new")}</h1>
      <section>
        <Editor kept={undefined} text={FIRST_SUITE} />
      </section>
    </div>
  );
}

function KnownSuite({ name }: { name: string }) {
  const { t } = useLocale();
  const search = new URLSearchParams(useSearch());
  const suite = useSuite(name);
  const history = useHistory(name, pageOf(search.toString()));
  const late = useLate(suite.isPending || history.isPending);
  const may = mayEdit(useMe().data);
  useTitle(name);
  // One that was deleted still has its history.
  const gone = suite.error instanceof ApiError && suite.error.status === 404;
  const error = history.error ?? (gone ? null : suite.error);
  const own = `/suites/${encodeURIComponent(name)}`;
  return (
    <div className="schedules">
      <p className="small">
        <Link href="/schedules">{t("schedules.title")}</Link>
      </p>
      {error && (
        <Failure
          error={error}
          retry={() => {
            void suite.refetch();
            void history.refetch();
          }}
        />
      )}
      {late && <div className="bone tall" aria-hidden="true" />}
      {history.data && <SuiteSentence name={name} last={history.data.items[0]} />}
      {gone && history.data && <p className="muted">{t("suite.gone")}</p>}
      {suite.data && <Tools suite={suite.data} may={may} own={own} open={search.get("do")} />}
      {history.data && (
        <section className={history.isPlaceholderData ? "old" : undefined}>
          <h2>{t("suite.history")}</h2>
          <History page={history.data} current={search.get("run")} />
        </section>
      )}
      {suite.data && (
        <section>
          <h2>{t("suite.text")}</h2>
          <Editor key={suite.data.version} kept={suite.data} text={suite.data.yaml ?? ""} may={may} />
        </section>
      )}
    </div>
  );
}

interface ToolsProps {
  suite: Suite;
  may: boolean;
  own: string;
  open: string | null;
}

function Tools({ suite, may, own, open }: ToolsProps) {
  const { t } = useLocale();
  const [, navigate] = useLocation();
  const [asked, setAsked] = useState(false);
  const deleting = useDeleteSuite(suite.name);
  const enabled = suite.schedules.filter((schedule) => schedule.enabled);
  return (
    <>
      {suite.description && <p>{suite.description}</p>}
      <dl className="facts">
        <div>
          <dt>{t("suites.cells")}</dt>
          <dd>{suite.cells.length}</dd>
        </div>
        <div>
          <dt>{t("suites.by")}</dt>
          <dd>{suite.schedules.map(({ name }) => name).join(", ") || t("suites.byHand")}</dd>
        </div>
        {enabled[0]?.next_at && (
          <div>
            <dt>{t("schedules.next")}</dt>
            <dd>
              <Moment at={enabled.flatMap(({ next_at }) => next_at ?? []).sort()[0]!} />
            </dd>
          </div>
        )}
        <div>
          <dt>{t("suite.changed")}</dt>
          <dd>
            <Moment at={suite.changed_at} /> {t("access.createdBy", { name: suite.changed_by })}
          </dd>
        </div>
      </dl>
      {may && open !== "start" && (
        <div className="actions suite-tools">
          {suite.problems.length === 0 && (
            <Link className="button" href={`${own}?do=start`}>
              {t("suites.start")}
            </Link>
          )}
          <button type="button" className="plain danger" onClick={() => setAsked(true)}>
            {t("suite.delete")}
          </button>
        </div>
      )}
      {may && open === "start" && <StartForm suite={suite.name} back={own} />}
      {asked && (
        <Confirm
          title={t("suite.deleteAsk", { name: suite.name })}
          verb={t("suite.delete")}
          busy={deleting.isPending}
          error={deleting.error}
          onConfirm={() => deleting.mutate(undefined, { onSuccess: () => navigate("/schedules") })}
          onClose={() => setAsked(false)}
        >
          <p>
            {enabled.length > 0
              ? t("suite.deleteScheduled", { names: enabled.map(({ name }) => name).join(", ") })
              : t("suite.deleteExplain")}
          </p>
        </Confirm>
      )}
    </>
  );
}
