import { Button } from '@mantine/core'

interface FormEndProps {
  /** The verb on the button. */
  readonly action: string
  readonly isBusy: boolean
  readonly onCancel: () => void
}

/** Below every form in a dialog: go, or go back. */
export function FormEnd({ action, isBusy, onCancel }: FormEndProps) {
  return (
    <div className="row end">
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
      <Button type="submit" loading={isBusy}>
        {action}
      </Button>
    </div>
  )
}
