import './metrics.css'
import { Button, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Failure } from '../../components/failure.tsx'
import { Icon } from '../../components/icons.tsx'
import { LoadMore } from '../../components/load-more.tsx'
import { Waiting } from '../../components/waiting.tsx'
import { formatOf } from '../../lib/format.ts'
import { usePerson } from '../session/session.ts'
import { FamilyPanel } from './family-panel.tsx'
import { joinFamilies } from './join-families.ts'
import { type GroupPlace, metricsQuery } from './queries.ts'

/** The metrics of a group. Whoever is not of the tenant is told first that looking leaves a trace. */
export function GroupMetrics({ place }: { readonly place: GroupPlace }) {
  const isOutsider = usePerson().tenant === null
  const [reason, setReason] = useState<string | undefined>(isOutsider ? undefined : '')
  return (
    <section>
      {reason === undefined ? (
        <AskReason onGo={setReason} />
      ) : (
        <Families place={place} reason={reason} />
      )}
    </section>
  )
}

function AskReason({ onGo }: { readonly onGo: (reason: string) => void }) {
  const [reason, setReason] = useState('')
  return (
    <form
      className="notice stack close"
      onSubmit={(event) => {
        event.preventDefault()
        onGo(reason.trim())
      }}
    >
      <h3>Metrics</h3>
      <p>They are the tenant’s. That you looked is written into its audit.</p>
      <div className="row">
        <TextInput
          className="grow"
          aria-label="Why you look"
          placeholder="Why, such as a ticket (if you like)"
          maxLength={200}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <Button type="submit">Show the metrics</Button>
      </div>
    </form>
  )
}

const TYPING_MS = 300

// Below this a search box is more than there is to search.
const FEW = 6

interface FamiliesProps {
  readonly place: GroupPlace
  readonly reason: string
}

function Families({ place, reason }: FamiliesProps) {
  const [text, setText] = useState('')
  const [family] = useDebouncedValue(text, TYPING_MS)
  const pages = useInfiniteQuery(metricsQuery(place, family, reason))
  const families = joinFamilies(pages.data?.pages.flatMap((page) => page.families) ?? [])
  const total = pages.data?.pages.at(0)
  return (
    <div className="stack">
      <div className="row apart">
        <h3>Metrics</h3>
        <div className="row">
          {total && (
            <span className="dim small number">
              {formatOf(total.totalFamilies, 'family', 'families')},{' '}
              {formatOf(total.totalSeries, 'series', 'series')}
            </span>
          )}
          <Button
            size="compact-sm"
            variant="default"
            loading={pages.isRefetching}
            onClick={() => void pages.refetch()}
          >
            Read again
          </Button>
        </div>
      </div>
      {(text !== '' || (total && total.totalFamilies > FEW)) && (
        <TextInput
          aria-label="Search by the name of the family"
          placeholder="Part of a name"
          leftSection={<Icon name="search" />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
      )}
      {pages.error && <Failure error={pages.error} onRetry={() => void pages.refetch()} />}
      {pages.isPending && <Waiting />}
      {pages.data && families.length === 0 && (
        <p className="dim">{family === '' ? 'It holds no metrics.' : 'No family is named so.'}</p>
      )}
      {families.map((one) => (
        <FamilyPanel key={one.name} family={one} />
      ))}
      <LoadMore pages={pages} />
    </div>
  )
}
