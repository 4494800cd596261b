import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createServer } from './create-server.ts'
import { createLogger } from './logging.ts'
import { shedLoad } from './shed-load.ts'

test('an app with a route that does not say how soon it is refused does not start', async () => {
  const app = createServer('api', { logger: createLogger('silent') })
  await app.register(shedLoad, { app: 'api' })
  app.get('/said', { config: { shed: 'list' } }, async () => 'OK')
  app.get('/not-said', async () => 'OK')
  await assert.rejects(async () => app.ready(), /GET \/not-said does not say/)
})
