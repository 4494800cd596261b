import { useMediaQuery } from '@mantine/hooks'

/** Where a row takes two lines, as groups.css has it. */
export function useIsNarrow(): boolean {
  return useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false })
}
