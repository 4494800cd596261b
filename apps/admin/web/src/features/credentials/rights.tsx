import { ALL_NAMESPACES } from '@postern/domain'

export function Scopes({ scopes }: { readonly scopes: readonly string[] }) {
  return (
    <span className="tags">
      {scopes.map((scope) => (
        <span key={scope} className="tag">
          {scope}
        </span>
      ))}
    </span>
  )
}

export function Namespaces({ namespaces }: { readonly namespaces: readonly string[] }) {
  if (namespaces.includes(ALL_NAMESPACES)) return <span className="dim">all</span>
  return (
    <span className="tags">
      {namespaces.map((name) => (
        <span key={name} className="tag">
          {name}
        </span>
      ))}
    </span>
  )
}

/** `job=backup|etl-*`, one line each. */
export function LabelRules({
  rules,
}: {
  readonly rules: Readonly<Record<string, readonly string[]>>
}) {
  const entries = Object.entries(rules)
  if (entries.length === 0) return <span className="dim">any labels</span>
  return (
    <>
      {entries.map(([label, patterns]) => (
        <div key={label} className="mono break">
          <span className="dim">{label} is </span>
          {patterns.join(' or ')}
        </div>
      ))}
    </>
  )
}
