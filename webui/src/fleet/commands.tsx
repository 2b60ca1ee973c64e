// Commands that fill an empty page, each with what it does.
export interface Command {
  line: string;
  does?: string;
}

export function Commands({ commands }: { commands: readonly Command[] }) {
  return (
    <ol className="commands">
      {commands.map(({ line, does }) => (
        <li key={line}>
          {does && <p className="muted">{does}</p>}
          <pre>
            <code>{line}</code>
          </pre>
        </li>
      ))}
    </ol>
  );
}
