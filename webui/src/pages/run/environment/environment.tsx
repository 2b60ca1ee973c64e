// Under which conditions it was measured; what differs from the baseline stands first and is marked.
import type { RunDetail } from "../../../api/types";
import { useLocale } from "../../../i18n/locale";
import { environmentRows } from "./environment_rows";

export function Environment({ detail }: { detail: RunDetail }) {
  const { t } = useLocale();
  const rows = environmentRows(detail);
  const different = rows.filter(({ differs }) => differs);
  if (rows.length === 0) return null;
  return (
    <section aria-labelledby="environment-title">
      <h2 id="environment-title">{t("run.environment")}</h2>
      {detail.verdict?.baseline &&
        (different.length > 0 ? (
          <p className="unsure">
            ~ {t("run.environment.differs", { keys: different.map(({ key }) => key).join(", ") })}
          </p>
        ) : (
          <p className="muted">{t("run.environment.same")}</p>
        ))}
      <div className="scroll">
        <table className="plain-table environment">
          <thead>
            <tr>
              <th scope="col">{t("run.environment.condition")}</th>
              <th scope="col">{t("run.environment.here")}</th>
              {different.length > 0 && <th scope="col">{t("run.environment.baseline")}</th>}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, here, baseline, differs }) => (
              <tr key={key} className={differs ? "differs" : undefined}>
                <th scope="row">
                  {differs && <span aria-hidden="true">~ </span>}
                  {key}
                </th>
                <td>{here ?? <span className="muted">{t("run.environment.absent")}</span>}</td>
                {different.length > 0 && (
                  <td>
                    {differs && (baseline ?? <span className="muted">{t("run.environment.absent")}</span>)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
