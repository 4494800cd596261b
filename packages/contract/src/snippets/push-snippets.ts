/** How a job pushes: from a shell and with the common clients of the Pushgateway, as they are. */
import { writePushPath } from '@postern/domain'
import type { Snippet } from '../configuration.ts'
import {
  indented,
  plainName,
  pushBase,
  pushKeyOf,
  quoted,
  type SnippetContext,
  type SnippetMaker,
  shellQuoted,
} from './snippet-context.ts'

const environment = (context: SnippetContext) => `\
export POSTERN_URL=${shellQuoted(pushBase(context))}
export PUSH_KEY=${shellQuoted(pushKeyOf(context))}
`

const pathOf = ({ job }: SnippetContext) => writePushPath(['job', job])

/** Takes the time and the outcome of a command; nothing of it is of a job in particular. */
const timed = (path: string) => `\
started=$(date +%s)
true # the work itself
status=$?
now=$(date +%s)
{
  echo "# TYPE job_duration_seconds gauge"
  echo "job_duration_seconds $((now - started))"
  if [ "$status" = 0 ]; then
    echo "# TYPE job_last_success_timestamp_seconds gauge"
    echo "job_last_success_timestamp_seconds $now"
  fi
} | curl -sS --fail-with-body --retry 5 --retry-connrefused --max-time 60 \\
  --data-binary @- -H "Authorization: Bearer $PUSH_KEY" "$POSTERN_URL"${path}
exit $status
`

function snippet(part: Omit<Snippet, 'group'>): Snippet {
  return { group: 'push', ...part }
}

const curl: SnippetMaker = (context) =>
  snippet({
    id: 'curl',
    title: 'curl',
    language: 'sh',
    fileName: 'push.sh',
    text: `${environment(context)}
printf '# TYPE job_duration_seconds gauge\\njob_duration_seconds 42\\n' |
  curl -sS --fail-with-body --data-binary @- \\
    -H "Authorization: Bearer $PUSH_KEY" "$POSTERN_URL"${shellQuoted(pathOf(context))}
`,
  })

const shell: SnippetMaker = (context) =>
  snippet({
    id: 'shell',
    title: 'A script for cron',
    language: 'sh',
    fileName: `${plainName(context.job)}.sh`,
    text: `#!/bin/sh
${environment(context)}
${timed(shellQuoted(pathOf(context)))}`,
  })

const python: SnippetMaker = (context) =>
  snippet({
    id: 'python',
    title: 'Python',
    language: 'python',
    fileName: `${plainName(context.job)}.py`,
    text: `# pip install prometheus-client; POSTERN_URL and PUSH_KEY are in the environment.
import os
from prometheus_client import CollectorRegistry, Gauge, push_to_gateway
from prometheus_client.exposition import default_handler

def with_key(url, method, timeout, headers, data):
    headers = [*headers, ("Authorization", f"Bearer {os.environ['PUSH_KEY']}")]
    return default_handler(url, method, timeout, headers, data)

registry = CollectorRegistry()
duration = Gauge("job_duration_seconds", "How long the run took.", registry=registry)
success = Gauge("job_last_success_timestamp_seconds", "When it last went well.", registry=registry)

with duration.time():
    pass  # the work itself
success.set_to_current_time()

push_to_gateway(
    os.environ["POSTERN_URL"], job=${quoted(context.job)}, registry=registry, handler=with_key
)
`,
  })

const go: SnippetMaker = (context) =>
  snippet({
    id: 'go',
    title: 'Go',
    language: 'go',
    fileName: 'main.go',
    text: `// go get github.com/prometheus/client_golang; POSTERN_URL and PUSH_KEY are in the environment.
package main

import (
	"log"
	"os"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/push"
)

func main() {
	duration := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "job_duration_seconds",
		Help: "How long the run took.",
	})
	success := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "job_last_success_timestamp_seconds",
		Help: "When it last went well.",
	})
	timer := prometheus.NewTimer(prometheus.ObserverFunc(duration.Set))
	// the work itself
	timer.ObserveDuration()
	success.SetToCurrentTime()

	err := push.New(os.Getenv("POSTERN_URL"), ${quoted(context.job)}).
		BasicAuth("push", os.Getenv("PUSH_KEY")).
		Collector(duration).
		Collector(success).
		Push()
	if err != nil {
		log.Fatal(err)
	}
}
`,
  })

const node: SnippetMaker = (context) =>
  snippet({
    id: 'node',
    title: 'Node',
    language: 'js',
    fileName: `${plainName(context.job)}.mjs`,
    text: `// npm install prom-client; POSTERN_URL and PUSH_KEY are in the environment.
import { Gauge, Pushgateway, Registry } from 'prom-client'

const registers = [new Registry()]
const duration = new Gauge({ name: 'job_duration_seconds', help: 'How long the run took.', registers })
const success = new Gauge({
  name: 'job_last_success_timestamp_seconds',
  help: 'When it last went well.',
  registers,
})

const end = duration.startTimer()
// the work itself
end()
success.setToCurrentTime()

const headers = { Authorization: \`Bearer \${process.env.PUSH_KEY}\` }
const gateway = new Pushgateway(process.env.POSTERN_URL, { timeout: 10_000, headers }, registers[0])
await gateway.push({ jobName: ${quoted(context.job)} })
`,
  })

const githubActions: SnippetMaker = (context) =>
  snippet({
    id: 'github-actions',
    title: 'GitHub Actions',
    language: 'yaml',
    fileName: '.github/workflows/build.yaml',
    text: `# Settings, Secrets and variables, Actions: the secret POSTERN_PUSH_KEY.
name: build
on: push
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - run: echo "BUILD_STARTED=$(date +%s)" >> "$GITHUB_ENV"
      - uses: actions/checkout@v4
      - run: make
      - name: Push metrics
        if: always()
        env:
          POSTERN_URL: ${quoted(pushBase(context))}
          PUSH_KEY: \${{ secrets.POSTERN_PUSH_KEY }}
          SUCCEEDED: \${{ job.status == 'success' && 1 || 0 }}
        run: |
          repository=$(printf %s "$GITHUB_REPOSITORY" | base64 | tr '+/' '-_' | tr -d '=\\n')
          cat <<EOF | curl -sS --fail-with-body --retry 3 --max-time 30 --data-binary @- \\
            -H "Authorization: Bearer $PUSH_KEY" \\
            "$POSTERN_URL"${shellQuoted(pathOf(context))}"/repository@base64/$repository"
          # TYPE job_duration_seconds gauge
          job_duration_seconds $(($(date +%s) - BUILD_STARTED))
          # TYPE job_succeeded gauge
          job_succeeded $SUCCEEDED
          EOF
`,
  })

const kubernetesCronJob: SnippetMaker = (context) => {
  const name = plainName(context.job)
  return snippet({
    id: 'kubernetes-cronjob',
    title: 'Kubernetes CronJob',
    language: 'yaml',
    fileName: `${name}.yaml`,
    text: `# kubectl create secret generic postern-push --from-literal=key=${shellQuoted(pushKeyOf(context))}
apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${name}
spec:
  schedule: '15 3 * * *'
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 2
      template:
        spec:
          restartPolicy: Never
          automountServiceAccountToken: false
          containers:
            - name: ${name}
              image: curlimages/curl:8.10.1
              env:
                - name: POSTERN_URL
                  value: ${quoted(pushBase(context))}
                - name: PUSH_KEY
                  valueFrom:
                    secretKeyRef:
                      name: postern-push
                      key: key
              command: ['/bin/sh', '-c']
              args:
                - |
${indented(timed(shellQuoted(pathOf(context))), 18)}`,
  })
}

export const pushSnippets: readonly SnippetMaker[] = [
  curl,
  shell,
  python,
  go,
  node,
  githubActions,
  kubernetesCronJob,
]
