import {
  Button,
  createTheme,
  defaultVariantColorsResolver,
  type MantineColorsTuple,
  Menu,
  Modal,
  Tooltip,
  type VariantColorsResolver,
} from '@mantine/core'

/** Deep water: what can be pressed. */
const petrol: MantineColorsTuple = [
  '#e9f5f8',
  '#d3e8ee',
  '#a7d2df',
  '#77bacf',
  '#58a9c3',
  '#3b93b0',
  '#217c9a',
  '#176680',
  '#0f536a',
  '#083f52',
]

/** Stone: everything that only carries. Warm, so that the page does not glare. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f3f2ee',
  '#e7e5df',
  '#d8d5cd',
  '#c3bfb5',
  '#a5a196',
  '#827e74',
  '#615e56',
  '#45433d',
  '#2b2a26',
]

const dark: MantineColorsTuple = [
  '#e9e7e2',
  '#cfccc5',
  '#aaa79f',
  '#7d7b74',
  '#55544f',
  '#3b3b38',
  '#2c2d2b',
  '#212221',
  '#191a19',
  '#121312',
]

/** What cannot be undone. */
const red: MantineColorsTuple = [
  '#fdf0ee',
  '#fbe6e4',
  '#f6cdc9',
  '#f2938c',
  '#ea746b',
  '#dc5047',
  '#c8382e',
  '#b3261e',
  '#921c15',
  '#6f140f',
]

// What is dark on one theme's primary color is light on the other's; Mantine goes by the light theme for both.
const ON_PRIMARY = 'var(--mantine-primary-color-contrast)'

const harmful = {
  background: 'var(--bad)',
  hover: 'color-mix(in srgb, var(--bad) 85%, var(--ink))',
  color: 'var(--surface)',
} as const

const resolveColors: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input)
  if (input.variant !== 'filled') return colors
  if (input.color === 'red') return { ...colors, ...harmful }
  const isPrimary = input.color === undefined || input.color === input.theme.primaryColor
  return isPrimary ? { ...colors, color: ON_PRIMARY } : colors
}

const sans = '"IBM Plex Sans Variable", system-ui, sans-serif'
const mono = '"IBM Plex Mono", ui-monospace, monospace'

export const theme = createTheme({
  colors: { petrol, gray, dark, red },
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  variantColorResolver: resolveColors,
  black: '#23221f',
  defaultRadius: 4,
  fontFamily: sans,
  fontFamilyMonospace: mono,
  fontSizes: { xs: '0.78rem', sm: '0.86rem', md: '0.92rem', lg: '1.05rem', xl: '1.2rem' },
  headings: { fontFamily: sans, fontWeight: '600' },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ styles: { label: { fontWeight: 500 } } }),
    Modal: Modal.extend({
      defaultProps: {
        centered: false,
        overlayProps: { opacity: 0.45 },
        closeButtonProps: { 'aria-label': 'Close' },
      },
      styles: { title: { fontSize: '1.05rem', fontWeight: 600 } },
    }),
    // Its focus begins at the first item: what Mantine puts before it is no part of a menu.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Tooltip: Tooltip.extend({ defaultProps: { openDelay: 300, withArrow: true } }),
  },
})
