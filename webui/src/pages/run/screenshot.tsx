// A picture of the API. It needs the token, so it is asked for by script; it is drawn on a canvas, since the content
// policy lets pictures come from addresses of the controller alone.
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";

import { file } from "../../api/client";
import { useLocale } from "../../i18n/locale";

export function Screenshot({ path, label }: { path: string; label: string }) {
  const { t } = useLocale();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useQuery({
    queryKey: ["file", path],
    queryFn: async ({ signal }) => createImageBitmap(await file(path, signal)),
    staleTime: Number.POSITIVE_INFINITY,
  });
  useEffect(() => {
    if (!canvas.current || !picture.data) return;
    canvas.current.width = picture.data.width;
    canvas.current.height = picture.data.height;
    canvas.current.getContext("2d")?.drawImage(picture.data, 0, 0);
  }, [picture.data]);
  if (picture.error) return <p className="muted">{t("state.error", { reason: picture.error.message })}</p>;
  return <canvas className="screenshot" ref={canvas} role="img" aria-label={label} />;
}
