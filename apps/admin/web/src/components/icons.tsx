/** The few pictures that these pages use: lines of one width on a square of 16. Words beside them say what they mean. */

const paths = {
  overview: 'M2.5 13.5V9M6.2 13.5V5M9.8 13.5v-6M13.5 13.5v-11',
  tenants: 'M2.5 13.5v-8L8 2.5l5.5 3v8M6 13.5V10h4v3.5M2 13.5h12',
  people:
    'M6 8a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5ZM1.8 13.5c.3-2.4 2-3.7 4.2-3.7s3.9 1.3 4.2 3.7M11 3.3a2.3 2.3 0 0 1 0 4.4M12.2 10c1.2.5 1.9 1.7 2.1 3.5',
  keys: 'M5.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM8 8l5.5 5.5M11 11l1.8-1.8',
  trust: 'M8 1.8 13 4v3.6c0 3.2-2 5.4-5 6.6-3-1.2-5-3.4-5-6.6V4zM5.8 8l1.6 1.6L10.4 6.5',
  audit: 'M4 2.5h8v11H4zM6 5.5h4M6 8h4M6 10.5h2.5',
  groups: 'M2.5 3.5h11M2.5 8h11M2.5 12.5h11M2.5 3.5v9M13.5 3.5v9',
  checks: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 4.8V8l2.3 1.6',
  limits: 'M2 11.5a6 6 0 1 1 12 0M8 11.5l2.8-4',
  retention:
    'M4 2.5h8M4 13.5h8M5 2.5c0 3 3 3.5 3 5.5s-3 2.5-3 5.5M11 2.5c0 3-3 3.5-3 5.5s3 2.5 3 5.5',
  namespaces: 'M2.5 2.5h4.5v4.5H2.5zM9 2.5h4.5v4.5H9zM2.5 9h4.5v4.5H2.5zM9 9h4.5v4.5H9z',
  settings:
    'M2.5 4.5h6M12 4.5h1.5M2.5 11.5H4M7.5 11.5h6M10.2 6.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4ZM5.8 13.2a1.7 1.7 0 1 0 0-3.4 1.7 1.7 0 0 0 0 3.4Z',
  signing: 'M2.5 13.5h11M4 11l7.5-7.5 1.8 1.8L5.8 12.8 3.5 13z',
  leave: 'M9.5 2.5H3.5v11h6M7 8h7M11.5 5.5 14 8l-2.5 2.5',
  theme: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12ZM8 2v12M8 5h3.5M8 8h5.5M8 11h4',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  done: 'M3 8.5 6.5 12 13 4.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.3 10.3l3.2 3.2',
  more: 'M3.5 8h.01M8 8h.01M12.5 8h.01',
  swap: 'M3 5.5h9.5L10 3M13 10.5H3.5L6 13',
  start: 'M2.5 8h9M8 4.5 11.5 8 8 11.5M13.5 3v10',
  down: 'M4 6l4 4 4-4',
} as const

export type IconName = keyof typeof paths

interface IconProps {
  readonly name: IconName
  readonly size?: number
}

export function Icon({ name, size = 16 }: IconProps) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.2 : 1.4}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={paths[name]} />
    </svg>
  )
}
