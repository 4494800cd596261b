import { Radio } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { Namespace, NamespaceChange } from '@postern/contract'
import { useQueryClient } from '@tanstack/react-query'
import { Edited, type Version } from '../../components/edited.tsx'
import { FormDialog } from '../../components/form-dialog.tsx'
import { call, callTagged } from '../../lib/call.ts'
import { endpoints } from '../../lib/endpoints.ts'

interface EditNamespaceProps {
  readonly slug: string
  readonly namespace: Namespace
  readonly onClose: () => void
}

/** What holds for the groups of a namespace. */
export function EditNamespace({ slug, namespace: { name }, onClose }: EditNamespaceProps) {
  const params = { slug, name }
  return (
    <Edited
      title={titleOf(name)}
      of={['namespaces', slug, name]}
      read={(signal) => callTagged(endpoints.getNamespace, { params }, { signal })}
      onClose={onClose}
    >
      {({ namespace }, version) => (
        <NamespaceForm slug={slug} namespace={namespace} onClose={onClose} {...version} />
      )}
    </Edited>
  )
}

function titleOf(name: string): string {
  return `The namespace ${name}`
}

function NamespaceForm({
  slug,
  namespace,
  ifMatch,
  onReload,
  onClose,
}: EditNamespaceProps & Version) {
  const { name, ownership, sampleTime } = namespace
  const client = useQueryClient()
  const form = useForm<NamespaceChange>({ initialValues: { ownership, sampleTime } })
  const save = async (body: NamespaceChange) => {
    await call(endpoints.updateNamespace, { params: { slug, name }, body }, { ifMatch })
    await client.invalidateQueries({ queryKey: ['tenant', slug, 'namespaces'] })
  }
  return (
    <FormDialog
      title={titleOf(name)}
      form={form}
      action="Save"
      onSave={save}
      onReload={onReload}
      onClose={onClose}
    >
      <Radio.Group label="Who may change a group?" {...form.getInputProps('ownership')}>
        <div className="stack close choices-list">
          <Radio value="shared" label="All who may push there, as with a Pushgateway" />
          <Radio
            value="owned"
            label="Only the writer that made it"
            description="Two workers that overwrite each other are found at once: the second gets 409"
          />
        </div>
      </Radio.Group>
      <Radio.Group label="Which time do samples have?" {...form.getInputProps('sampleTime')}>
        <div className="stack close choices-list">
          <Radio value="scrape" label="None: Prometheus gives them that of its scrape" />
          <Radio
            value="push"
            label="That of their last push"
            description="Prometheus forgets them five minutes after it, unless its rules look back further"
          />
        </div>
      </Radio.Group>
    </FormDialog>
  )
}
