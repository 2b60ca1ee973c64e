// What stands where devices would be: how to lend the first one.
import { Commands } from "../../fleet/commands";
import { useLocale } from "../../i18n/locale";

export function EmptyDevices() {
  const { t } = useLocale();
  const agent = `perfsight agent --controller http://${location.hostname}:8001 --token TOKEN`;
  return (
    <section className="fleet empty">
      <h1 className="headline">{t("devices.empty.title")}</h1>
      <p>{t("devices.empty.explain")}</p>
      <Commands
        commands={[
          { line: "perfsight token create --name agents --scope agent", does: t("devices.empty.token") },
          { line: agent, does: t("devices.empty.agent") },
          { line: `${agent} --simulated 3`, does: t("devices.empty.simulated") },
        ]}
      />
    </section>
  );
}
