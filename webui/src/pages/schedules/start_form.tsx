// Starts a suite now, with the release and the build that its runs name.
import { useId, useState, type FormEvent } from "react";
import { Link, useLocation } from "wouter";

import { useLocale } from "../../i18n/locale";
import { Refused } from "../../shell/refused";
import { useStart } from "./queries";
import { filled, listOf } from "./words";

export function StartForm({ suite, back }: { suite: string; back: string }) {
  const { t } = useLocale();
  const id = useId();
  const [, navigate] = useLocation();
  const starting = useStart(suite);
  // Pressed twice, it starts once.
  const [key] = useState(() => crypto.randomUUID());
  const [release, setRelease] = useState("");
  const [build, setBuild] = useState("");
  const [tags, setTags] = useState("");

  function start(event: FormEvent) {
    event.preventDefault();
    const wanted = { ...filled({ release, build }), tags: listOf(tags), idempotency_key: key };
    starting.mutate(wanted, {
      onSuccess: ({ suite_run }) => navigate(`/suites/${encodeURIComponent(suite)}?run=${suite_run.id}`),
    });
  }

  return (
    <form className="sheet" aria-label={t("start.title", { name: suite })} onSubmit={start}>
      <h2>{t("start.title", { name: suite })}</h2>
      <div className="fields">
        <Text id={`${id}r`} label={t("start.release")} value={release} onChange={setRelease} focus />
        <Text id={`${id}b`} label={t("start.build")} value={build} onChange={setBuild} />
        <Text id={`${id}t`} label={t("start.tags")} value={tags} onChange={setTags} />
      </div>
      <Refused error={starting.error} />
      <div className="actions">
        <button type="submit" className="main" disabled={starting.isPending}>
          {t("start.now")}
        </button>
        <Link href={back}>{t("form.cancel")}</Link>
      </div>
    </form>
  );
}

interface TextProps {
  id: string;
  label: string;
  value: string;
  onChange: (value: string) => void;
  focus?: boolean;
}

function Text({ id, label, value, onChange, focus }: TextProps) {
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <input
        id={id}
        autoFocus={focus}
        autoComplete="off"
        maxLength={300}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </div>
  );
}
