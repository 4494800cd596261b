import { Button, TextInput } from '@mantine/core'
import type { EffectiveLimit } from '@postern/contract'
import { type LimitKind, type LimitName, limitKind, limitNames } from '@postern/domain'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { sayDone } from '../../components/form.ts'
import { Panel } from '../../components/page.tsx'
import { call } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { type LimitValue, readLimit, showLimit, writeLimit } from './limit-value.ts'
import { limitWords } from './limit-words.ts'

interface LimitsFormProps {
  readonly slug: string
  readonly namespace: string | undefined
  readonly limits: Readonly<Record<string, EffectiveLimit>>
  readonly mayChange: boolean
}

type Typed = Readonly<Partial<Record<LimitName, string>>>

/** Every limit with where it comes from; typed values are saved together. */
export function LimitsForm(props: LimitsFormProps) {
  const { slug, namespace, limits, mayChange } = props
  const [typed, setTyped] = useState<Typed>()
  const own = namespace === undefined ? 'tenant' : 'namespace'
  const names = limitNames.filter(
    (name) => limits[name] && (namespace === undefined || !limitKind(name).ofTenant),
  )
  const save = useSave(slug, namespace, () => setTyped(undefined))
  const begin = () =>
    setTyped(
      Object.fromEntries(
        names.map((name) => [name, writeLimit(limits[name]?.[own], limitKind(name))]),
      ),
    )
  const wrong = typed && names.filter((name) => isWrong(typed[name] ?? '', limitKind(name)))
  return (
    <Panel
      title={namespace === undefined ? 'Of the tenant' : `Of the namespace ${namespace}`}
      actions={
        mayChange && (
          <Actions
            isEditing={typed !== undefined}
            isSaving={save.isPending}
            mayBeSaved={wrong?.length === 0}
            onBegin={begin}
            onCancel={() => setTyped(undefined)}
            onSave={() => typed && save.mutate(toSettings(typed, names))}
          />
        )
      }
    >
      {save.error && (
        <div className="panel-body">
          <Failure error={save.error} />
        </div>
      )}
      {typed && (
        <p className="panel-body dim">
          Empty takes what {namespace === undefined ? 'the system has' : 'the tenant has'};
          {namespace === undefined && (
            <>
              {' '}
              <code className="mono">none</code> is no limit;
            </>
          )}{' '}
          sizes may be written as <code className="mono">16 MiB</code>.
        </p>
      )}
      <LimitTable
        names={names}
        limits={limits}
        typed={typed}
        onType={(name, text) => setTyped({ ...typed, [name]: text })}
      />
    </Panel>
  )
}

interface ActionsProps {
  readonly isEditing: boolean
  readonly isSaving: boolean
  readonly mayBeSaved: boolean
  readonly onBegin: () => void
  readonly onCancel: () => void
  readonly onSave: () => void
}

function Actions({ isEditing, isSaving, mayBeSaved, onBegin, onCancel, onSave }: ActionsProps) {
  if (!isEditing) {
    return (
      <Button variant="default" onClick={onBegin}>
        Change
      </Button>
    )
  }
  return (
    <>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button onClick={onSave} disabled={!mayBeSaved} loading={isSaving}>
        Save
      </Button>
    </>
  )
}

interface LimitTableProps {
  readonly names: readonly LimitName[]
  readonly limits: Readonly<Record<string, EffectiveLimit>>
  readonly typed: Typed | undefined
  readonly onType: (name: LimitName, text: string) => void
}

function LimitTable({ names, limits, typed, onType }: LimitTableProps) {
  return (
    <div className="table-frame">
      <table className="table cards pairs">
        <thead>
          <tr>
            <th>Limit</th>
            <th className="figure">Holds</th>
            <th>From</th>
            {typed && <th>Set here</th>}
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <Row
              key={name}
              name={name}
              limit={limits[name]}
              typed={typed && (typed[name] ?? '')}
              onType={(text) => onType(name, text)}
            />
          ))}
        </tbody>
      </table>
    </div>
  )
}

interface RowProps {
  readonly name: LimitName
  readonly limit: EffectiveLimit | undefined
  readonly typed: string | undefined
  readonly onType: (text: string) => void
}

function Row({ name, limit, typed, onType }: RowProps) {
  const kind = limitKind(name)
  if (!limit) return null
  const isOwn = limit.source !== 'system'
  return (
    <tr>
      <td>
        <strong className="medium">{limitWords(name)}</strong>
        <div className="dim small">
          {kind.about} · <code className="mono">{name}</code>
        </div>
      </td>
      <td className={limit.value === null ? 'figure dim' : 'figure'} data-name="Holds">
        {isOwn ? <strong>{showLimit(limit.value, kind)}</strong> : showLimit(limit.value, kind)}
      </td>
      <td data-name="From" className={isOwn ? '' : 'dim'}>
        {limit.source}
      </td>
      {typed !== undefined && (
        <td data-name="Set here" className="wide">
          <TextInput
            aria-label={limitWords(name)}
            size="sm"
            w={150}
            classNames={{ input: 'mono' }}
            value={typed}
            onChange={(event) => onType(event.currentTarget.value)}
            error={isWrong(typed, kind) && wordsFor(kind)}
          />
        </td>
      )}
    </tr>
  )
}

function useSave(slug: string, namespace: string | undefined, onSaved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (limits: Readonly<Partial<Record<LimitName, LimitValue>>>) =>
      namespace === undefined
        ? call(endpoints.setTenantLimits, { params: { slug }, body: { limits } })
        : call(endpoints.setNamespaceLimits, {
            params: { slug, name: namespace },
            body: { limits },
          }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['tenant', slug, 'limits'] })
      await client.invalidateQueries({ queryKey: ['tenant', slug, 'usage'] })
      sayDone('The limits hold everywhere within two seconds.')
      onSaved()
    },
  })
}

function toSettings(
  typed: Typed,
  names: readonly LimitName[],
): Partial<Record<LimitName, LimitValue>> {
  const entries = names.flatMap((name): [LimitName, LimitValue][] => {
    const value = readLimit(typed[name] ?? '', limitKind(name))
    return value === undefined ? [] : [[name, value]]
  })
  return Object.fromEntries(entries)
}

function isWrong(text: string, kind: LimitKind): boolean {
  return text.trim() !== '' && readLimit(text, kind) === undefined
}

function wordsFor({ unit }: LimitKind): string {
  return unit === 'bytes' ? 'A size such as 16 MiB' : 'A number above 0'
}
