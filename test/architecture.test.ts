/** The shape of the house: who may depend on whom, and what every part has. */
import assert from 'node:assert/strict'
import { access, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('..', import.meta.url))

interface Manifest {
  readonly name: string
  readonly exports?: unknown
  readonly dependencies?: Readonly<Record<string, string>>
  readonly devDependencies?: Readonly<Record<string, string>>
}

interface Part {
  /** `packages/store`. */
  readonly folder: string
  readonly name: string
  readonly manifest: Manifest
}

interface Boundaries {
  readonly boundaries: {
    readonly tags: Readonly<Record<string, { readonly dependencies: { readonly allow: string[] } }>>
  }
}

// Only ever a help for tests: what production runs does not need them.
const TEST_ONLY = new Set(['testkit', 'test'])

const parts = await readParts()
// Ours, and checked by turbo itself.
const { boundaries }: Boundaries = JSON.parse(await readFile(join(root, 'turbo.json'), 'utf8'))

for (const { folder, name, manifest } of parts) {
  const allowed = boundaries.tags[name]?.dependencies.allow ?? []

  test(`${folder} depends on nothing of ours but ${allowed.join(', ') || 'nothing'}`, () => {
    const ours = [...oursIn(manifest.dependencies), ...oursIn(manifest.devDependencies)]
    assert.deepEqual(
      ours.filter((each) => !allowed.includes(each)),
      [],
    )
  })

  test(`${folder} has a README, is named after its folder and carries its own tag`, async () => {
    await access(join(root, folder, 'README.md'))
    assert.equal(manifest.name, `@postern/${name}`)
    const turbo: unknown = JSON.parse(await readFile(join(root, folder, 'turbo.json'), 'utf8'))
    assert.deepEqual(turbo, { extends: ['//'], tags: [name] })
  })
}

test('every tag stands for a part that there is', () => {
  assert.deepEqual(Object.keys(boundaries.tags).sort(), parts.map(({ name }) => name).sort())
})

test('nothing that production runs needs what is for tests only', () => {
  for (const { folder, name, manifest } of parts) {
    if (TEST_ONLY.has(name)) continue
    const needed = oursIn(manifest.dependencies).filter((each) => TEST_ONLY.has(each))
    assert.deepEqual(needed, [], folder)
  }
})

test('no part needs itself, over however many others', () => {
  const arrows = new Map(parts.map(({ name, manifest }) => [name, oursIn(manifest.dependencies)]))
  for (const { name } of parts) {
    const reached = new Set<string>()
    const todo = [...(arrows.get(name) ?? [])]
    for (const next of todo) {
      if (reached.has(next)) continue
      reached.add(next)
      todo.push(...(arrows.get(next) ?? []))
    }
    assert.ok(!reached.has(name), `${name} → … → ${name}`)
  }
})

/** What a part may need from outside is the reason why it is a part of its own. */
for (const [outside, allowed] of Object.entries({
  pg: ['store', 'testkit'],
  kysely: ['store', 'testkit', 'cli', 'test'],
  fastify: ['server', 'api', 'admin', 'test'],
  '@bufbuild/protobuf': ['exposition'],
})) {
  test(`${outside} is needed by nothing but ${allowed.join(', ')}`, () => {
    const found = parts.filter(({ manifest }) => outside in (manifest.dependencies ?? {}))
    assert.deepEqual(
      found.map(({ name }) => name).filter((name) => !allowed.includes(name)),
      [],
    )
  })
}

for (const name of ['exposition', 'domain', 'contract']) {
  test(`packages/${name} does no input or output: of Node it knows bytes at most`, async () => {
    for (const [path, text] of await readSources(`packages/${name}/src`)) {
      const imported = [...text.matchAll(/ from '(node:[^']+)'/g)].map(([, module]) => module)
      assert.deepEqual(
        imported.filter((module) => module !== 'node:buffer'),
        [],
        path,
      )
    }
  })
}

// Where a process begins, what starts other processes, what tests need, and what is handed out for others to run.
const READS_ENVIRONMENT =
  /^(?:apps\/\w+\/src\/(?:main\.ts|testing\/)|packages\/(?:testkit|embedded-postgres|contract\/src\/snippets)\/)/

test('the environment is read where a process begins, and nowhere else', async () => {
  for (const { folder } of parts.filter(({ name }) => name !== 'test')) {
    for (const [path, text] of await readSources(`${folder}/src`)) {
      assert.ok(!text.includes('process.env') || READS_ENVIRONMENT.test(path), path)
    }
  }
})

function oursIn(dependencies: Readonly<Record<string, string>> = {}): string[] {
  return Object.keys(dependencies)
    .filter((name) => name.startsWith('@postern/'))
    .map((name) => name.slice('@postern/'.length))
}

async function readParts(): Promise<Part[]> {
  const folders = [
    'test',
    ...(await foldersIn('apps')),
    'apps/admin/web',
    ...(await foldersIn('packages')),
  ]
  return Promise.all(
    folders.map(async (folder) => {
      // Ours, in the form that npm gives it.
      const manifest: Manifest = JSON.parse(
        await readFile(join(root, folder, 'package.json'), 'utf8'),
      )
      return { folder, name: folder.split('/').at(-1) ?? folder, manifest }
    }),
  )
}

async function foldersIn(parent: string): Promise<string[]> {
  const entries = await readdir(join(root, parent), { withFileTypes: true })
  return entries.filter((entry) => entry.isDirectory()).map((entry) => `${parent}/${entry.name}`)
}

/** Path and text of every file of a part but its tests. */
async function readSources(folder: string): Promise<[path: string, text: string][]> {
  const names = await readdir(join(root, folder), { recursive: true })
  const sources = names.filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts'))
  return Promise.all(
    sources.map(
      async (name): Promise<[string, string]> => [
        `${folder}/${name}`,
        await readFile(join(root, folder, name), 'utf8'),
      ],
    ),
  )
}
