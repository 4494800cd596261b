import { Radio, TextInput } from '@mantine/core'
import { parseDuration } from '@postern/domain'
import { useState } from 'react'

/** A duration, `never`, or null for what the rules say. Undefined while nothing sound was typed. */
export type OwnRetention = string | null | undefined

interface RetentionInputProps {
  readonly onChange: (retention: OwnRetention) => void
}

type Kind = 'for' | 'never' | 'rules'

export function RetentionInput({ onChange }: RetentionInputProps) {
  const [kind, setKind] = useState<Kind>('for')
  const [text, setText] = useState('30d')
  const choose = (next: Kind, typed: string) => {
    setKind(next)
    setText(typed)
    onChange(retentionOf(next, typed))
  }
  const isWrong = kind === 'for' && parseDuration(text) === undefined
  return (
    <Radio.Group
      label="After its last good push, a group stays"
      value={kind}
      onChange={(next) => choose(next, text)}
    >
      <div className="stack close choices-list">
        <div className="row">
          <Radio value="for" label="for" />
          <TextInput
            aria-label="How long"
            w={110}
            classNames={{ input: 'mono' }}
            value={text}
            onChange={(event) => choose('for', event.currentTarget.value)}
            error={isWrong && 'Such as 15m, 24h or 30d'}
          />
        </div>
        <Radio value="never" label="for good: it never expires" />
        <Radio value="rules" label="as long as the rules of job, namespace and tenant say" />
      </div>
    </Radio.Group>
  )
}

export const initialRetention: OwnRetention = '30d'

function retentionOf(kind: Kind, text: string): OwnRetention {
  if (kind === 'rules') return null
  if (kind === 'never') return 'never'
  return parseDuration(text) === undefined ? undefined : text
}
