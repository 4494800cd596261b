import { notifications } from '@mantine/notifications'
import { describeFailure } from '../lib/describe-failure.ts'
import { Cancelled } from '../lib/fresh-sign-in.ts'
import { ProblemError } from '../lib/problem-error.ts'

/** Says in passing that something was done. */
export function sayDone(message: string): void {
  notifications.show({ message, color: 'petrol' })
}

/** For acts without a place of their own where a failure could stand. */
export function sayFailed(error: unknown): void {
  if (error instanceof Cancelled) return
  const { title, detail } = describeFailure(error)
  notifications.show({ title, message: detail, color: 'red', autoClose: 10_000 })
}

/** The words of the server to the fields of a form that they are about, by the name of the member. */
export function fieldErrors(error: unknown): Record<string, string> {
  if (!(error instanceof ProblemError)) return {}
  const entries = error.errors
    .filter((one) => one.in === 'body')
    .map(({ pointer, detail }) => [pointer.split('/')[1] ?? '', detail])
  return Object.fromEntries(entries)
}
