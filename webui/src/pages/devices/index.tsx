// The devices: which can take a job, which cannot and since when and why, what each did. The filters stand in the address.
import { Link } from "wouter";

import { useDevices, type DevicePage } from "../../api/devices";
import { useLocale } from "../../i18n/locale";
import { Failure, isRefusal } from "../../shell/failure";
import { useListKeys } from "../../shell/list_keys";
import { changed, useParams } from "../../shell/params";
import { useTitle } from "../../shell/title";
import { EmptyDevices } from "./empty";
import { DeviceFilters, FILTERS } from "./filters";
import { DeviceRow } from "./row";
import "../../fleet/fleet.css";
import "./devices.css";

export default function DevicesPage() {
  const { t } = useLocale();
  const params = useParams();
  const devices = useDevices(queryOf(params.search));
  const all = useDevices("page_size=1").data?.pagination.total;
  const ready = useDevices("state=ready&page_size=1").data?.pagination.total;
  const hand = useDevices("state=unavailable,offline,quarantined&page_size=1").data?.pagination.total;
  useTitle(t("app.devices"));
  useListKeys();

  const retry = () => void devices.refetch();
  if (isRefusal(devices.error)) return <Failure error={devices.error!} retry={retry} />;
  if (all === 0) return <EmptyDevices />;
  const page = devices.data;
  return (
    <div className="fleet devices">
      <h1 className="headline" role="status">
        {all === undefined ? t("app.devices") : <Headline all={all} ready={ready} hand={hand} />}
      </h1>
      <DeviceFilters params={params} />
      {devices.error && <Failure error={devices.error} retry={retry} />}
      {page?.items.length === 0 && (
        <div className="nothing">
          <p>{t("devices.none")}</p>
          <button
            type="button"
            onClick={() => params.set(Object.fromEntries(FILTERS.map((name) => [name, ""])))}
          >
            {t("devices.clear")}
          </button>
        </div>
      )}
      {page && page.items.length > 0 && (
        <div className={devices.isPlaceholderData ? "old" : undefined} aria-busy={devices.isFetching}>
          <Table page={page} now={devices.dataUpdatedAt} />
          <Pages pagination={page.pagination} search={params.search} />
        </div>
      )}
    </div>
  );
}

/** What the controller is asked for. */
export function queryOf(search: string): string {
  const asked = new URLSearchParams(search);
  const query = new URLSearchParams();
  for (const name of [...FILTERS, "page"]) {
    const value = asked.get(name);
    if (value) query.set(name, value);
  }
  query.set("activity", "true");
  query.set("page_size", "50");
  return query.toString();
}

function Headline({
  all,
  ready = 0,
  hand = 0,
}: {
  all: number;
  ready: number | undefined;
  hand: number | undefined;
}) {
  const { t } = useLocale();
  return (
    <>
      {all === 1 ? t("devices.headline.one") : t("devices.headline", { count: all })}
      {t("runs.join")}
      {t("devices.ready", { count: ready })}
      {t("runs.join")}
      {hand > 0 ? (
        <span className="worse">
          ! {hand === 1 ? t("devices.hand.one") : t("devices.hand", { count: hand })}
        </span>
      ) : (
        t("devices.hand.none")
      )}
    </>
  );
}

function Table({ page, now }: { page: DevicePage; now: number }) {
  const { t } = useLocale();
  return (
    <table className="cards">
      <caption className="hidden">{t("app.devices")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("devices.state")}</th>
          <th scope="col">{t("devices.device")}</th>
          <th scope="col">{t("devices.platform")}</th>
          <th scope="col">{t("devices.last")}</th>
          <th scope="col" className="number">
            {t("devices.used")} {t("devices.used.day")}
          </th>
          <th scope="col" className="number">
            {t("devices.used.week")}
          </th>
          <th scope="col">{t("devices.free")}</th>
        </tr>
      </thead>
      <tbody>
        {page.items.map((device) => (
          <DeviceRow key={device.id} device={device} now={now} />
        ))}
      </tbody>
    </table>
  );
}

function Pages({ pagination, search }: { pagination: DevicePage["pagination"]; search: string }) {
  const { t } = useLocale();
  const { page, total_pages: pages, has_next: next, has_prev: previous } = pagination;
  if (pages <= 1) return null;
  const address = (number: number) => `/devices?${changed(search, { page: String(number) })}`;
  return (
    <nav className="pager" aria-label={t("devices.pages")}>
      {previous ? <Link href={address(page - 1)}>← {t("pages.previous")}</Link> : <span />}
      <span className="muted">{t("queue.page", { page, pages })}</span>
      {next ? <Link href={address(page + 1)}>{t("pages.next")} →</Link> : <span />}
    </nav>
  );
}
