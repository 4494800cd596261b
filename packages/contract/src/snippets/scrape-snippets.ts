/** How what was pushed comes to Prometheus, and to what else scrapes as Prometheus does. */
import type { Snippet } from '../configuration.ts'
import {
  indented,
  type SnippetContext,
  type SnippetMaker,
  scrapeAddress,
  scrapeKeyOf,
  scrapeName,
} from './snippet-context.ts'

const INTERVAL = '30s'

function snippet(part: Omit<Snippet, 'group'>): Snippet {
  return { group: 'scrape', ...part }
}

const keyFile = (folder: string, context: SnippetContext) => `${folder}/${scrapeName(context)}.key`

/** A line that is there only when the tenant has a limit. */
function limitLine({ sampleLimit }: SnippetContext, before: string): string {
  return sampleLimit === undefined ? '' : `${before}${sampleLimit}\n`
}

/** One entry of `scrape_configs`. */
function scrapeConfig(context: SnippetContext, file: string): string {
  const { scheme, target, path } = scrapeAddress(context)
  return `\
- job_name: ${scrapeName(context)}
  # What jobs say of themselves stays: job and instance are theirs.
  honor_labels: true
  scrape_interval: ${INTERVAL}
  scheme: ${scheme}
  metrics_path: ${path}
${limitLine(context, '  sample_limit: ')}\
  authorization:
    credentials_file: ${file}
  static_configs:
    - targets: ['${target}']
`
}

const keyFileScript: SnippetMaker = (context) =>
  snippet({
    id: 'scrape-key-file',
    title: 'The file with the key',
    language: 'sh',
    fileName: 'key.sh',
    text: `# Only Prometheus may read it; a new key in it needs no reload.
sudo install -m 0400 -o prometheus /dev/stdin ${keyFile('/etc/prometheus', context)} <<'EOF'
${scrapeKeyOf(context)}
EOF
`,
  })

const prometheus: SnippetMaker = (context) =>
  snippet({
    id: 'scrape-config',
    title: 'Prometheus',
    language: 'yaml',
    fileName: 'prometheus.yml',
    text: `scrape_configs:
${indented(scrapeConfig(context, keyFile('/etc/prometheus', context)), 2)}`,
  })

const discovery: SnippetMaker = (context) => {
  const { scheme, target, path } = scrapeAddress({ ...context, namespace: 'default' })
  const name = `postern-${context.tenant}`
  return snippet({
    id: 'service-discovery',
    title: 'Prometheus, every namespace by itself',
    language: 'yaml',
    fileName: 'prometheus.yml',
    text: `# The key has the scopes discover and scrape. Namespaces that come later are found by themselves.
scrape_configs:
  - job_name: ${name}
    honor_labels: true
    scrape_interval: ${INTERVAL}
    authorization:
      credentials_file: /etc/prometheus/${name}.key
    http_sd_configs:
      - url: ${scheme}://${target}${path.replace(/\/metrics$/, '/api/v1/sd')}
        refresh_interval: 1m
        authorization:
          # Some releases of Prometheus add it by themselves only in the block above.
          type: Bearer
          credentials_file: /etc/prometheus/${name}.key
`,
  })
}

const alloy: SnippetMaker = (context) => {
  const { scheme, target, path } = scrapeAddress(context)
  const name = scrapeName(context)
  return snippet({
    id: 'alloy',
    title: 'Grafana Alloy',
    language: 'alloy',
    fileName: 'config.alloy',
    text: `prometheus.scrape "${name.replaceAll('-', '_')}" {
  targets         = [{"__address__" = "${target}"}]
  forward_to      = [prometheus.remote_write.default.receiver]
  job_name        = "${name}"
  honor_labels    = true
  scrape_interval = "${INTERVAL}"
  scheme          = "${scheme}"
  metrics_path    = "${path}"
${limitLine(context, '  sample_limit    = ')}
  authorization {
    type             = "Bearer"
    credentials_file = "${keyFile('/etc/alloy', context)}"
  }
}
`,
  })
}

const otelCollector: SnippetMaker = (context) =>
  snippet({
    id: 'otel-collector',
    title: 'OpenTelemetry Collector',
    language: 'yaml',
    fileName: 'otelcol.yaml',
    text: `receivers:
  prometheus/${scrapeName(context)}:
    config:
      scrape_configs:
${indented(scrapeConfig(context, keyFile('/etc/otelcol', context)), 8)}
service:
  pipelines:
    metrics/${scrapeName(context)}:
      receivers: [prometheus/${scrapeName(context)}]
      exporters: [otlp]
`,
  })

const scrapeConfigResource: SnippetMaker = (context) => {
  const { scheme, target, path } = scrapeAddress(context)
  const name = scrapeName(context)
  return snippet({
    id: 'scrape-config-resource',
    title: 'Prometheus Operator',
    language: 'yaml',
    fileName: `${name}.yaml`,
    text: `# kubectl create secret generic ${name} --from-literal=key='${scrapeKeyOf(context)}'
apiVersion: monitoring.coreos.com/v1alpha1
kind: ScrapeConfig
metadata:
  name: ${name}
spec:
  honorLabels: true
  scrapeInterval: ${INTERVAL}
  scheme: ${scheme.toUpperCase()}
  metricsPath: ${path}
${limitLine(context, '  sampleLimit: ')}\
  authorization:
    type: Bearer
    credentials:
      name: ${name}
      key: key
  staticConfigs:
    - targets: ['${target}']
`,
  })
}

export const scrapeSnippets: readonly SnippetMaker[] = [
  keyFileScript,
  prometheus,
  discovery,
  alloy,
  otelCollector,
  scrapeConfigResource,
]
