// Jobs that wait, in the order in which they are given out; what each device says folds out.
import { Link } from "wouter";

import { useJob, type Queue, type Queued } from "../../api/jobs";
import { AskedDevices } from "../../fleet/asked";
import { CancelJob } from "../../fleet/cancel";
import { Labels } from "../../fleet/labels";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import { ROW_LINK } from "../../shell/list_keys";
import { changed, type Params } from "../../shell/params";
import { Since } from "../../shell/since";

interface Props {
  page: Queue["waiting"];
  params: Params;
  now: number;
  may: boolean;
}

export function WaitingJobs({ page, params, now, may }: Props) {
  const { t } = useLocale();
  const open = params.read("open");
  return (
    <section aria-labelledby="waiting-title">
      <h2 id="waiting-title">{t("queue.waiting")}</h2>
      {page.items.length === 0 ? (
        <p className="muted">{t("queue.waiting.none")}</p>
      ) : (
        <table className="cards">
          <thead>
            <tr>
              <th scope="col" className="number">
                {t("queue.place")}
              </th>
              <th scope="col">{t("queue.job")}</th>
              <th scope="col">{t("queue.why")}</th>
              <th scope="col" className="number">
                {t("queue.priority")}
              </th>
              <th scope="col" className="number">
                {t("queue.age")}
              </th>
              <th scope="col">
                <span className="hidden">{t("job.cancel")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {page.items.map((job) => (
              <Row
                key={job.id}
                job={job}
                now={now}
                may={may}
                isOpen={open === job.id}
                onOpen={() => params.set({ open: open === job.id ? "" : job.id })}
              />
            ))}
          </tbody>
        </table>
      )}
      <Pages pagination={page.pagination} search={params.search} />
    </section>
  );
}

interface RowProps {
  job: Queued;
  now: number;
  may: boolean;
  isOpen: boolean;
  onOpen: () => void;
}

function Row({ job, now, may, isOpen, onOpen }: RowProps) {
  const { t } = useLocale();
  return (
    <>
      <tr>
        <td className="number tight" data-label={t("queue.place")}>
          {job.waiting.position}
        </td>
        <th scope="row">
          <Link href={`/jobs/${job.id}`} {...{ [ROW_LINK]: "" }}>
            {job.title}
          </Link>
          <Labels job={job} />
        </th>
        <td className="why">
          <span title={job.waiting.reason}>{t(`why.${job.waiting.because}` as Key)}</span>{" "}
          <button type="button" className="plain" aria-expanded={isOpen} onClick={onOpen}>
            {t(isOpen ? "queue.hide" : "queue.show")}
          </button>
        </td>
        <td className="number tight" data-label={t("queue.priority")}>
          {job.priority}
        </td>
        <td className="number tight" data-label={t("queue.age")}>
          <Since at={job.submitted_at} now={now} />
        </td>
        <td className="do tight">{may && <CancelJob job={job} plain />}</td>
      </tr>
      {isOpen && (
        <tr>
          <td colSpan={6} className="whole">
            <Devices id={job.id} />
          </td>
        </tr>
      )}
    </>
  );
}

function Devices({ id }: { id: string }) {
  const { t } = useLocale();
  const job = useJob(id);
  if (!job.data?.waiting) return <p className="muted">{t("state.loading")}</p>;
  return (
    <div className="sheet">
      {job.data.waiting.because === "other_device" && <p lang="en">{job.data.waiting.reason}</p>}
      <AskedDevices asked={job.data.waiting} now={job.dataUpdatedAt} />
    </div>
  );
}

function Pages({ pagination, search }: { pagination: Queue["waiting"]["pagination"]; search: string }) {
  const { t } = useLocale();
  const { page, total_pages: pages, has_next: next, has_prev: previous } = pagination;
  if (pages <= 1) return null;
  const address = (number: number) => `/queue?${changed(search, { page: String(number) })}`;
  return (
    <nav className="pager" aria-label={t("queue.pages")}>
      {previous ? <Link href={address(page - 1)}>← {t("pages.previous")}</Link> : <span />}
      <span className="muted">{t("queue.page", { page, pages })}</span>
      {next ? <Link href={address(page + 1)}>{t("pages.next")} →</Link> : <span />}
    </nav>
  );
}
