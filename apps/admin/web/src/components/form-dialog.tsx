import { Modal } from '@mantine/core'
import { SavingForm, type SavingFormProps } from './saving-form.tsx'

interface FormDialogProps<Values> extends Omit<SavingFormProps<Values>, 'onCancel'> {
  readonly title: string
  /** For more than a few short fields. */
  readonly isWide?: boolean
  readonly onClose: () => void
}

/** A form in a dialog, which closes once it is saved. */
export function FormDialog<Values>(props: FormDialogProps<Values>) {
  const { title, isWide = false, onSave, onClose, ...others } = props
  return (
    <Modal opened onClose={onClose} title={title} size={isWide ? 'lg' : 'md'}>
      <SavingForm
        {...others}
        onSave={async (values) => {
          await onSave(values)
          onClose()
        }}
        onCancel={onClose}
      />
    </Modal>
  )
}
