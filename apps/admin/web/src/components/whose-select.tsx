import { Select } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { namespacesQuery } from '../features/tenants/queries.ts'

interface WhoseSelectProps {
  readonly slug: string
  /** What is chosen: "Whose limits". */
  readonly label: string
  readonly namespace: string | undefined
  readonly onChoose: (namespace: string | undefined) => void
}

/** The whole tenant, or one of its namespaces. */
export function WhoseSelect({ slug, label, namespace, onChoose }: WhoseSelectProps) {
  const { data: namespaces = [] } = useQuery(namespacesQuery(slug))
  return (
    <Select
      aria-label={label}
      w={260}
      data={[
        { value: '', label: 'The whole tenant' },
        ...namespaces.map(({ name }) => ({ value: name, label: `Namespace ${name}` })),
      ]}
      value={namespace ?? ''}
      allowDeselect={false}
      searchable
      onChange={(name) => onChoose(name === null || name === '' ? undefined : name)}
    />
  )
}
