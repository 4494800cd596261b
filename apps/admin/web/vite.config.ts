import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'
import { endpoints } from './build/endpoints.ts'
import { noBytes } from './build/no-bytes.ts'

// Of the admin app that the pages of `npm run dev` talk to.
const ADMIN_URL = process.env['POSTERN_ADMIN_URL'] ?? 'http://127.0.0.1:9092'

export default defineConfig({
  plugins: [react(), endpoints(), noBytes()],
  // The server puts a new nonce in its place with every answer; styles are what needs it.
  html: { cspNonce: 'CSP_NONCE' },
  build: {
    // A data: URL is none of the sources that the policy allows.
    assetsInlineLimit: 0,
    // Every browser of the last two years.
    target: 'baseline-widely-available',
    reportCompressedSize: false,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api/': ADMIN_URL, '/-/': ADMIN_URL } },
})
