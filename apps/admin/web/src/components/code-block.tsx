import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  readonly text: string
  /** What it is, for those who hear the page. */
  readonly label: string
  readonly wrap?: boolean
  /** It is what somebody came for: whoever hears the page hears it next. */
  readonly takesFocus?: boolean
}

/** Something to be copied whole. */
export function CodeBlock({ text, label, wrap = false, takesFocus = false }: CodeBlockProps) {
  return (
    <div className={wrap ? 'code wrap' : 'code'}>
      {/* Long lines scroll, and who has no mouse must be able to. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre tabIndex={0} aria-label={label} ref={takesFocus ? focus : undefined}>
        {text}
      </pre>
      <div className="copy">
        <CopyButton text={text} label={`Copy: ${label}`} />
      </div>
    </div>
  )
}

function focus(element: HTMLElement | null): void {
  element?.focus({ preventScroll: true })
}
