import { Button, TextInput } from '@mantine/core'
import type { EffectiveLimit, LimitList } from '@postern/contract'
import { type LimitKind, type LimitName, limitKind, limitNames } from '@postern/domain'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { sayDone, sayFailed } from '../../components/form.ts'
import { Panel } from '../../components/page.tsx'
import { Table } from '../../components/table.tsx'
import { call, type Tagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'
import { type LimitValue, readLimit, showLimit, writeLimit } from './limit-value.ts'
import { limitWords } from './limit-words.ts'
import { limitsQuery } from './queries.ts'

interface LimitsFormProps {
  readonly slug: string
  readonly namespace: string | undefined
  readonly read: Tagged<LimitList>
  readonly mayChange: boolean
}

type Typed = Readonly<Partial<Record<LimitName, string>>>

/** What is typed, and into which state of the limits. */
interface Editing {
  readonly typed: Typed
  readonly ifMatch: string | undefined
}

/** Every limit with where it comes from; typed values are saved together. */
export function LimitsForm({ slug, namespace, read, mayChange }: LimitsFormProps) {
  const client = useQueryClient()
  const [editing, setEditing] = useState<Editing>()
  const { limits } = read.content
  const names = limitNames.filter(
    (name) => limits[name] && (namespace === undefined || !limitKind(name).ofTenant),
  )
  const save = useSave(slug, namespace, () => setEditing(undefined))
  const begin = (now: Tagged<LimitList>) => {
    save.reset()
    setEditing({ typed: typedOf(now.content, names, namespace), ifMatch: now.etag })
  }
  const beginAgain = async () =>
    begin(await client.fetchQuery({ ...limitsQuery(slug, namespace), staleTime: 0 }))
  const wrong = editing && names.some((name) => isWrong(editing.typed[name] ?? '', limitKind(name)))
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (!editing || wrong) return
        save.mutate({ limits: toSettings(editing.typed, names), ifMatch: editing.ifMatch })
      }}
    >
      <Panel
        title={namespace === undefined ? 'Of the tenant' : `Of the namespace ${namespace}`}
        keepsHead={editing !== undefined}
        actions={
          mayChange && (
            <Actions
              isEditing={editing !== undefined}
              isSaving={save.isPending}
              mayBeSaved={wrong === false}
              onBegin={() => begin(read)}
              onCancel={() => setEditing(undefined)}
            />
          )
        }
      >
        {editing && save.error && (
          <div className="panel-body">
            <Failure error={save.error} onReload={() => void beginAgain().catch(sayFailed)} />
          </div>
        )}
        {editing && <HowToType isTenant={namespace === undefined} />}
        <LimitTable
          names={names}
          limits={limits}
          typed={editing?.typed}
          onType={(name, text) =>
            editing && setEditing({ ...editing, typed: { ...editing.typed, [name]: text } })
          }
        />
      </Panel>
    </form>
  )
}

/** What was set here, as somebody would type it. */
function typedOf(
  { limits }: LimitList,
  names: readonly LimitName[],
  namespace: string | undefined,
): Typed {
  const own = namespace === undefined ? 'tenant' : 'namespace'
  return Object.fromEntries(
    names.map((name) => [name, writeLimit(limits[name]?.[own], limitKind(name))]),
  )
}

function HowToType({ isTenant }: { readonly isTenant: boolean }) {
  return (
    <p className="panel-body dim">
      Empty takes what {isTenant ? 'the system has' : 'the tenant has'};
      {isTenant && (
        <>
          {' '}
          <code className="mono">none</code> is no limit;
        </>
      )}{' '}
      sizes may be written as <code className="mono">16 MiB</code>.
    </p>
  )
}

interface ActionsProps {
  readonly isEditing: boolean
  readonly isSaving: boolean
  readonly mayBeSaved: boolean
  readonly onBegin: () => void
  readonly onCancel: () => void
}

function Actions({ isEditing, isSaving, mayBeSaved, onBegin, onCancel }: ActionsProps) {
  if (!isEditing) {
    return (
      <Button key="begin" variant="default" onClick={onBegin}>
        Change
      </Button>
    )
  }
  return (
    <>
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      {/* With a key of its own, or the press that began would save at once. */}
      <Button key="save" type="submit" disabled={!mayBeSaved} loading={isSaving}>
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
    <Table heads={['Limit', { figure: 'Holds' }, 'From', ...(typed ? ['Set here'] : [])]} inPairs>
      {names.map((name) => (
        <Row
          key={name}
          name={name}
          limit={limits[name]}
          typed={typed && (typed[name] ?? '')}
          onType={(text) => onType(name, text)}
        />
      ))}
    </Table>
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

interface Change {
  readonly limits: Readonly<Partial<Record<LimitName, LimitValue>>>
  readonly ifMatch: string | undefined
}

function useSave(slug: string, namespace: string | undefined, onSaved: () => void) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ limits, ifMatch }: Change) =>
      namespace === undefined
        ? call(endpoints.setTenantLimits, { params: { slug }, body: { limits } }, { ifMatch })
        : call(
            endpoints.setNamespaceLimits,
            { params: { slug, name: namespace }, body: { limits } },
            { ifMatch },
          ),
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
