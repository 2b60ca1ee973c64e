// Opens and closes what stands beneath a metric.
import { useLocale } from "../../../i18n/locale";

interface Props {
  open: boolean;
  id: string;
  metric: string;
  onOpen: () => void;
}

export function Expand({ open, id, metric, onOpen }: Props) {
  const { t } = useLocale();
  return (
    <button type="button" className="plain" aria-expanded={open} aria-controls={id} onClick={onOpen}>
      <span aria-hidden="true">{open ? "−" : "+"}</span>
      <span className="hidden">{t("compare.detail", { metric })}</span>
    </button>
  );
}
