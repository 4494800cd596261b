/** Programs that a machine may have or not. A test that needs one says so and is skipped where there is none. */
import { execFile } from 'node:child_process'
import { access, constants } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { promisify } from 'node:util'

/** Where it is; `undefined` when it is nowhere on the path. */
export async function findProgram(name: string): Promise<string | undefined> {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  for (const folder of folders) {
    const path = join(folder, name)
    if (await mayRun(path)) return path
  }
  return undefined
}

// The package of a distribution is known to the distribution's own Python only, which need not be the first on the path.
const SYSTEM_PYTHON = '/usr/bin/python3'

/** A Python that has the module; `undefined` when none does. */
export async function findPython(module: string): Promise<string | undefined> {
  for (const python of [await findProgram('python3'), SYSTEM_PYTHON]) {
    if (python !== undefined && (await hasModule(python, module))) return python
  }
  return undefined
}

/** For the `skip` of a test: false when the program was found, else why it is skipped and what would help. */
export function skipWithout(
  program: string | undefined,
  name: string,
  debianPackage: string,
): string | false {
  if (program !== undefined) return false
  return `no ${name} on this machine (Debian: apt-get install ${debianPackage})`
}

async function mayRun(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

async function hasModule(python: string, module: string): Promise<boolean> {
  try {
    await promisify(execFile)(python, ['-c', `import ${module}`])
    return true
  } catch {
    return false
  }
}
