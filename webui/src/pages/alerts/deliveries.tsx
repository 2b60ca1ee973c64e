// Who was told of the alert, and whether it arrived.
import { useLocale } from "../../i18n/locale";
import { Moment } from "../../shell/moment";
import { Mark } from "../../verdict/mark";
import type { Delivery } from "./queries";
import { deliverySign } from "../../verdict/alert_signs";

export function Deliveries({ deliveries }: { deliveries: readonly Delivery[] }) {
  const { t } = useLocale();
  return (
    <section aria-label={t("alerts.deliveries")}>
      <h2>{t("alerts.deliveries")}</h2>
      {deliveries.length === 0 ? (
        <p className="muted">{t("alerts.deliveries.none")}</p>
      ) : (
        <div className="scroll" tabIndex={0} role="group" aria-label={t("alerts.deliveries")}>
          <table className="plain-table">
            <thead>
              <tr>
                <th scope="col">{t("alerts.column.state")}</th>
                <th scope="col">{t("alerts.delivery.event")}</th>
                <th scope="col" className="number">
                  {t("alerts.delivery.attempts")}
                </th>
                <th scope="col">{t("alerts.delivery.last")}</th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((delivery) => (
                <DeliveryRow key={delivery.id} delivery={delivery} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
  const { t } = useLocale();
  const last = delivery.attempts.at(-1);
  return (
    <tr>
      <td>
        <Mark sign={deliverySign(delivery.state)} />
      </td>
      <td>
        <code>{delivery.event}</code>
      </td>
      <td className="number">{delivery.attempts.length}</td>
      <td>
        {last && <Moment at={last.started_at} />} ·{" "}
        {last?.problem ? <span lang="en">{last.problem}</span> : last?.status}
        {delivery.next_at && last && (
          <span className="muted">
            {" "}
            · {t("alerts.delivery.next")} <Moment at={delivery.next_at} />
          </span>
        )}
      </td>
    </tr>
  );
}
