/** Bodies of the kinds that jobs push, built the same way each time. */
export const bodies: Readonly<Record<string, string>> = {
  'one gauge, many series': manySeries(6_000),
  'many small families with help': manyFamilies(3_000),
  histograms: histograms(500),
  'unique long values': longValues(5_000),
  'labels in other scripts': otherScripts(6_000),
  'small push of ten series': manyFamilies(10),
  'ten megabytes': manySeries(110_000),
}

function manySeries(count: number): string {
  const lines = [
    '# HELP http_requests_total Requests answered.\n# TYPE http_requests_total counter\n',
  ]
  const methods = ['GET', 'POST', 'PUT']
  for (let i = 0; i < count; i++) {
    const labels = `method="${methods[i % 3]}",code="${200 + (i % 5)}",path="/api/v1/item/${i % 997}",zone="eu-west-${i % 4}"`
    lines.push(`http_requests_total{${labels}} ${i * 17}\n`)
  }
  return lines.join('')
}

function manyFamilies(count: number): string {
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    const name = `job_step_${i}_duration_seconds`
    lines.push(`# HELP ${name} How long step ${i} of the job took.\n# TYPE ${name} gauge\n`)
    lines.push(`${name}{step="${i}",host="db-${i % 50}"} ${(i * 0.37).toFixed(3)}\n`)
  }
  return lines.join('')
}

function histograms(count: number): string {
  const bounds = [
    '0.005',
    '0.01',
    '0.025',
    '0.05',
    '0.1',
    '0.25',
    '0.5',
    '1',
    '2.5',
    '5',
    '10',
    '+Inf',
  ]
  const lines = ['# HELP rpc_seconds Time per call.\n# TYPE rpc_seconds histogram\n']
  for (let i = 0; i < count; i++) {
    const labels = `method="call_${i % 211}",service="svc-${i}"`
    for (const [at, bound] of bounds.entries()) {
      lines.push(`rpc_seconds_bucket{${labels},le="${bound}"} ${i * (at + 1)}\n`)
    }
    lines.push(`rpc_seconds_sum{${labels}} ${(i * 1.234567).toFixed(6)}\n`)
    lines.push(`rpc_seconds_count{${labels}} ${i * 12}\n`)
  }
  return lines.join('')
}

function longValues(count: number): string {
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    const id = (i * 2654435761).toString(16).padStart(16, '0')
    lines.push(
      `backup_size_bytes{snapshot="snapshot-${id}-full",volume="vol-${id}"} ${i * 1.5e9}\n`,
    )
  }
  return lines.join('')
}

function otherScripts(count: number): string {
  const lines: string[] = []
  for (let i = 0; i < count; i++) {
    lines.push(`absatz_euro{stadt="Köln ${i % 83}",land="Österreich",typ="größe-${i}"} ${i}\n`)
  }
  return lines.join('')
}
