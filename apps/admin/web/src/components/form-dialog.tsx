import { Dialog } from './dialog.tsx'
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
    <Dialog onClose={onClose} title={title} isWide={isWide}>
      <SavingForm
        {...others}
        onSave={async (values) => {
          await onSave(values)
          onClose()
        }}
        onCancel={onClose}
      />
    </Dialog>
  )
}
