import { useSyncExternalStore } from 'react'
import { serverNow } from './server-time.ts'

const TICK_MS = 1_000

const listeners = new Set<() => void>()
let nowMs = serverNow()
let timer: ReturnType<typeof setInterval> | undefined

/** The time, which every component that shows an age shares: one timer, and none while nobody looks. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => nowMs)
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tick, TICK_MS)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

function tick(): void {
  if (document.visibilityState === 'hidden') return
  nowMs = serverNow()
  for (const listener of listeners) listener()
}
