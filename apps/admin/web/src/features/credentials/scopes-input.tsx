import { Checkbox } from '@mantine/core'
import { type Scope, scopes } from '@postern/domain'
import type { ReactNode } from 'react'

interface ScopesInputProps {
  readonly value?: Scope[]
  readonly onChange?: (scopes: Scope[]) => void
  readonly error?: ReactNode
}

const words: Readonly<Record<Scope, string>> = {
  push: 'push metrics',
  delete: 'delete groups',
  scrape: 'scrape, as Prometheus does',
  read: 'list groups and read their metrics',
  discover: 'find scrape targets, as Prometheus does',
  wipe: 'delete everything in its namespaces',
  manage: 'manage the tenant itself',
}

export function ScopesInput({ value = [], onChange, error }: ScopesInputProps) {
  return (
    <Checkbox.Group
      label="It may"
      value={value}
      onChange={(chosen) => onChange?.(chosen)}
      error={error}
    >
      <div className="choices">
        {scopes.map((scope) => (
          <Checkbox
            key={scope}
            value={scope}
            label={
              <>
                <code className="mono">{scope}</code> <span className="dim">{words[scope]}</span>
              </>
            }
          />
        ))}
      </div>
    </Checkbox.Group>
  )
}
