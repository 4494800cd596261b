import { Button, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { Cancelled } from '../lib/fresh-sign-in.ts'
import { Dialog } from './dialog.tsx'
import { Failure } from './failure.tsx'

interface ConfirmProps {
  readonly title: string
  /** What will happen. */
  readonly children: ReactNode
  /** The verb on the button. */
  readonly action: string
  readonly isHarmful?: boolean
  /** To be typed before it goes on, where there is no way back. */
  readonly word?: string
  /** Whether it can be done now; it can when not given. */
  readonly isReady?: boolean
  /** Something else is shown in its place when it is done. */
  readonly staysOpen?: boolean
  readonly onConfirm: () => Promise<unknown>
  readonly onClose: () => void
  /** Reads anew what somebody else changed meanwhile. */
  readonly onReload?: () => void
}

/** Asks once more before something is done; stays with the reason when it could not be done. */
export function Confirm(props: ConfirmProps) {
  const { title, children, action, isHarmful = true, isReady = true, word } = props
  const { staysOpen = false, onConfirm, onClose, onReload } = props
  const [typed, setTyped] = useState('')
  const act = useMutation({ mutationFn: onConfirm, onSuccess: () => !staysOpen && onClose() })
  const isCancelled = act.error instanceof Cancelled
  return (
    <Dialog onClose={onClose} title={title}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault()
          act.mutate()
        }}
      >
        {children}
        {word !== undefined && (
          <TextInput
            label={
              <>
                Type <code className="mono">{word}</code> to go on
              </>
            }
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {act.error && !isCancelled && <Failure error={act.error} onReload={onReload} />}
        <div className="row end">
          <Button
            variant="default"
            onClick={onClose}
            {...(isHarmful && word === undefined ? { 'data-autofocus': true } : {})}
          >
            Cancel
          </Button>
          <Button
            type="submit"
            {...(isHarmful ? { color: 'red' } : {})}
            disabled={!isReady || (word !== undefined && typed !== word)}
            loading={act.isPending}
          >
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  )
}
