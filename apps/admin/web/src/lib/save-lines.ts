import { ProblemError } from './problem-error.ts'

/** Saves an answer of many lines as a file. The browser holds it, on disk if it is large: this page does not read it. */
export async function saveLines(address: string, fileName: string): Promise<void> {
  const response = await fetch(address, { headers: { accept: 'application/x-ndjson' } })
  if (!response.ok) throw new ProblemError(response.status, await response.json())
  const url = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
