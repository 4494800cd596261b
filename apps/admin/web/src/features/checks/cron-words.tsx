import { useQuery } from '@tanstack/react-query'

interface CronWordsProps {
  readonly expression: string
}

/** What a cron expression says, while it is typed; the server has the last word on whether it is one. */
export function CronWords({ expression }: CronWordsProps) {
  const { data: words } = useQuery({
    queryKey: ['cron', expression],
    queryFn: () => describe(expression),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  })
  return (
    <p className="dim small" role="status">
      {words ?? ' '}
    </p>
  )
}

async function describe(expression: string): Promise<string> {
  const { default: cronstrue } = await import('cronstrue')
  try {
    return cronstrue.toString(expression, { use24HourTimeFormat: true })
  } catch {
    return 'Not yet five fields that make sense'
  }
}
