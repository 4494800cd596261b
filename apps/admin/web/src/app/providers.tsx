import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { newQueryClient } from './query-client.ts'
import { styleNonce } from './style-nonce.ts'
import { theme } from './theme.ts'

const client = newQueryClient()

export function Providers({ children }: { readonly children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto" getStyleNonce={styleNonce}>
      <QueryClientProvider client={client}>
        <Notifications position="bottom-right" autoClose={5_000} limit={3} />
        {children}
      </QueryClientProvider>
    </MantineProvider>
  )
}
