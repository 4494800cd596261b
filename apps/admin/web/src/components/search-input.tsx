import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useState } from 'react'
import { Icon } from './icons.tsx'

interface SearchInputProps extends Omit<TextInputProps, 'value' | 'onChange'> {
  /** What the list shows; typing may be ahead of it. */
  readonly text: string
  /** Undefined for all there is. */
  readonly onSearch: (text: string | undefined) => void
}

// Typing goes on within this time; then the list follows.
const TYPING_MS = 300

export function SearchInput({ text, onSearch, ...input }: SearchInputProps) {
  const [typed, setTyped] = useState(text)
  useEffect(() => setTyped(text), [text])
  useEffect(() => {
    if (typed === text) return undefined
    const timer = setTimeout(() => onSearch(typed === '' ? undefined : typed), TYPING_MS)
    return () => clearTimeout(timer)
  })
  return (
    <TextInput
      leftSection={<Icon name="search" />}
      value={typed}
      onChange={(event) => setTyped(event.currentTarget.value)}
      spellCheck={false}
      autoCapitalize="off"
      autoComplete="off"
      {...input}
    />
  )
}
