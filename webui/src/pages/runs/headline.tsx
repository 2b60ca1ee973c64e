// The first sentence of the runs page: how the runs under these filters fared, all pages counted.
import { useRunCount } from "./queries";
import { useLocale } from "../../i18n/locale";
import { countQuery, type Filters } from "./filters";

interface Props {
  filters: Filters;
  total: number | undefined;
}

export function Headline({ filters, total }: Props) {
  const { t } = useLocale();
  const now = new Date();
  const regressed = useRunCount(countQuery(filters, "regressed", now)).data;
  const inconclusive = useRunCount(countQuery(filters, "inconclusive", now)).data;
  if (total === undefined) return <h1 className="headline">{t("app.runs")}</h1>;
  const all = total === 1 ? t("runs.headline.one") : t("runs.headline", { total });
  const judged = filters.texts.verdict !== undefined;
  if (judged || total === 0 || regressed === undefined || inconclusive === undefined) {
    return <h1 className="headline">{all}</h1>;
  }
  return (
    <h1 className="headline">
      {all}
      {t("runs.join")}
      {regressed > 0 ? (
        <span className="worse">▲ {t("runs.regressed", { count: regressed })}</span>
      ) : (
        t("runs.regressed.none")
      )}
      {inconclusive > 0 && (
        <>
          {t("runs.join")}
          <span className="unsure">~ {t("runs.inconclusive", { count: inconclusive })}</span>
        </>
      )}
    </h1>
  );
}
