/**
 * `npm run bench`: Postern beside the real Pushgateway on the same machine in the same run. Figures are ratios first:
 * machines differ and are noisy. `-- --write FILE` puts the report there as well, `-- --only ends` measures one part.
 */
import { writeFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { parseArgs } from 'node:util'
import { browseTable } from './browse.ts'
import { endTable } from './ends.ts'
import { historyTable, pushTables } from './pushes.ts'
import { scrapeTable } from './scrapes.ts'

const { values } = parseArgs({
  options: {
    write: { type: 'string' },
    quick: { type: 'boolean', default: false },
    only: { type: 'string' },
  },
})

const SECONDS = values.quick ? 3 : 10
const ROUNDS = values.quick ? 3 : 7
const HELD_GROUPS = values.quick ? 20_000 : 100_000
const ENDING_GROUPS = values.quick ? 20_000 : 100_000

const parts = {
  pushes: () => pushTables(SECONDS),
  history: () => historyTable(SECONDS, ROUNDS),
  scrapes: () => scrapeTable(ROUNDS),
  browse: () => browseTable(HELD_GROUPS, ROUNDS),
  ends: () => endTable(ENDING_GROUPS, SECONDS),
}

const asked = Object.entries(parts).filter(([name]) => name === (values.only ?? name))
if (asked.length === 0) throw new Error(`--only is one of ${Object.keys(parts).join(', ')}`)

const [processor] = cpus()
const report: string[] = []
say(
  `Node ${process.version}, ${cpus().length} × ${processor?.model ?? 'unknown processor'}; load from the same machine.`,
)
for (const [, measure] of asked) {
  const tables = await measure()
  if (typeof tables === 'string') say(tables)
  else for await (const each of tables) say(each)
}
if (values.write !== undefined) await writeFile(values.write, `${report.join('\n\n')}\n`)

function say(part: string): void {
  console.log(`${part}\n`)
  report.push(part)
}
