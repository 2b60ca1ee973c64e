// What a page shows instead of data that did not come. Who was refused is asked who they are.
import { ApiError } from "../api/client";
import { useLocale } from "../i18n/locale";
import { SignInPage } from "./sign_in_page";

interface Props {
  error: Error;
  retry: () => void;
  /** When what is still shown came, ms of the epoch; the page asks again by itself. */
  seenAt?: number | undefined;
}

/** `09:41:07` in the reader's zone. */
function clock(at: number): string {
  return new Date(at).toLocaleTimeString("en-GB");
}

export function isRefusal(error: Error | null): boolean {
  return error instanceof ApiError && (error.status === 401 || error.status === 403);
}

export function Failure({ error, retry, seenAt }: Props) {
  const { t } = useLocale();
  const status = error instanceof ApiError ? error.status : undefined;
  if (isRefusal(error) && status !== undefined) return <SignInPage status={status} />;
  const silent = error instanceof ApiError && status === undefined;
  return (
    <div className="failure" role="alert">
      <p>
        {t("state.error", { reason: silent ? t("state.silent") : error.message })}
        {seenAt !== undefined && ` ${t("state.old", { time: clock(seenAt) })}`}
      </p>
      <button type="button" onClick={retry}>
        {t("state.retry")}
      </button>
    </div>
  );
}
