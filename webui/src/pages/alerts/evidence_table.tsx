// The runs that the alert rests on, with the verdict's numbers.
import { Link } from "wouter";

import { figure, quantity } from "../../format/quantity";
import type { Key } from "../../i18n/catalog";
import { useLocale } from "../../i18n/locale";
import type { Alert, RunMark, Sighting } from "./queries";
import { RunFacts, RunName } from "./run_cells";
import { Shift } from "../../verdict/shift";

const HEAD: readonly [Key, string][] = [
  ["column.run", ""],
  ["alerts.column.shift", ""],
  ["alerts.evidence.median", "number"],
  ["alerts.evidence.baseline", "number"],
  ["alerts.evidence.n", "number"],
  ["alerts.evidence.p", "number"],
  ["column.release", ""],
  ["column.build", ""],
  ["column.when", ""],
];

export function EvidenceTable({ alert }: { alert: Alert }) {
  const { t } = useLocale();
  const { first_bad: first, last_bad: last, worst, last_good: good } = alert;
  const rows: readonly (readonly [Key, Sighting])[] = [
    ["alerts.evidence.first", first],
    ...(worst.run_id === first.run_id || worst.run_id === last.run_id
      ? []
      : [["alerts.evidence.worst", worst] as const]),
    ...(last.run_id === first.run_id
      ? []
      : [
          [
            worst.run_id === last.run_id ? "alerts.evidence.lastWorst" : "alerts.evidence.last",
            last,
          ] as const,
        ]),
  ];
  return (
    <section aria-label={t("alerts.evidence")}>
      <h2>{t("alerts.evidence")}</h2>
      <div className="scroll" tabIndex={0} role="group" aria-label={t("alerts.evidence")}>
        <table>
          <thead>
            <tr>
              <td />
              {HEAD.map(([label, name]) => (
                <th key={label} scope="col" className={name}>
                  {t(label)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {good && <GoodRow mark={good} />}
            {rows.map(([label, sighting]) => (
              <BadRow key={label} label={label} sighting={sighting} unit={alert.unit} />
            ))}
          </tbody>
        </table>
      </div>
      {good && (
        <p>
          <Link href={`/compare?ids=${good.run_id},${first.run_id}`}>{t("alerts.evidence.compare")}</Link>
        </p>
      )}
    </section>
  );
}

function GoodRow({ mark }: { mark: RunMark }) {
  const { t } = useLocale();
  return (
    <tr>
      <th scope="row">{t("alerts.evidence.good")}</th>
      <RunName mark={mark} stored />
      <td colSpan={5} />
      <RunFacts mark={mark} />
    </tr>
  );
}

function BadRow({ label, sighting, unit }: { label: Key; sighting: Sighting; unit: string }) {
  const { t } = useLocale();
  const { comparison, median, values } = sighting;
  return (
    <tr>
      <th scope="row">{t(label)}</th>
      <RunName mark={sighting} stored />
      <td className="shift">
        <Shift sighting={sighting} unit={unit} />
      </td>
      <td className="number">{quantity(median, unit)}</td>
      <td className="number">{comparison && quantity(comparison.baseline_median, unit)}</td>
      <td className="number">{comparison ? `${values} / ${comparison.baseline_values}` : values}</td>
      <td className="number">{comparison && figure(comparison.p_adjusted)}</td>
      <RunFacts mark={sighting} />
    </tr>
  );
}
