import type { UseFormReturnType } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { fieldErrors } from './form.ts'
import { FormEnd } from './form-end.tsx'

export interface SavingFormProps<Values> {
  readonly form: UseFormReturnType<Values>
  /** The verb on the button. */
  readonly action: string
  readonly onSave: (values: Values) => Promise<unknown>
  readonly onCancel: () => void
  /** Reads anew what somebody else changed while the form was open. */
  readonly onReload?: (() => void) | undefined
  /** The fields. */
  readonly children: ReactNode
}

// In a long form on a phone it would be below the edge.
function bringIntoView(element: HTMLElement | null): void {
  element?.scrollIntoView({ block: 'nearest' })
}

/** Fields, and what saves them; says at each field, and below them all, why they could not be saved. */
export function SavingForm<Values>(props: SavingFormProps<Values>) {
  const { form, action, onSave, onCancel, onReload, children } = props
  const save = useMutation({
    mutationFn: onSave,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <form className="stack" onSubmit={form.onSubmit((values) => save.mutate(values))}>
      {children}
      {save.error && (
        <div ref={bringIntoView}>
          <Failure error={save.error} onReload={onReload} />
        </div>
      )}
      <FormEnd action={action} isBusy={save.isPending} onCancel={onCancel} />
    </form>
  )
}
