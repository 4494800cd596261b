import assert from 'node:assert/strict'
import test from 'node:test'
import { parseAccounts } from './account.ts'

test('accounts are read with their ids, and root under no name', () => {
  const accounts = parseAccounts(
    'root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/false\n',
  )
  assert.deepEqual([...accounts], [['nobody', { uid: 65_534, gid: 65_534 }]])
})
