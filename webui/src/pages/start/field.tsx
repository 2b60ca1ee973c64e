// One labeled field of the control panel whose value stands in the address.
import { useId, type InputHTMLAttributes } from "react";

import type { Params } from "../../shell/params";

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  name: string;
  label: string;
  params: Params;
}

export function Field({ name, label, params, ...input }: Props) {
  const id = useId();
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <input
        {...input}
        id={id}
        value={params.read(name)}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => params.set({ [name]: event.target.value })}
      />
    </div>
  );
}

interface Option {
  value: string;
  text: string;
}

export function Choice({
  name,
  label,
  options,
  params,
}: Pick<Props, "name" | "label" | "params"> & { options: readonly Option[] }) {
  const id = useId();
  const value = params.read(name);
  return (
    <div className="entry">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => params.set({ [name]: event.target.value })}>
        {!options.some((option) => option.value === value) && <option value={value}>{value}</option>}
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  );
}
