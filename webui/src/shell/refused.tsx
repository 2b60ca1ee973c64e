// Why something that the reader asked for was not done. The reason is the controller's, in English.
import { ApiError } from "../api/client";
import { useLocale } from "../i18n/locale";

export function Refused({ error }: { error: Error | null }) {
  const { t } = useLocale();
  if (!error) return null;
  const silent = error instanceof ApiError && error.status === undefined;
  return (
    <p className="refused" role="alert">
      <span className="glyph worse" aria-hidden="true">
        !
      </span>
      {silent ? t("state.silent") : <span lang="en">{error.message}</span>}
    </p>
  );
}
