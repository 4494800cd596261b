import type { SnippetMaker } from './snippet-context.ts'

/** The same as infra/prometheus/postern.rules.yml, which a test compares: a page has no files to read. */
const RULES = `\
# Alerts on what a tenant's scrape of Postern says: checks, pushes, keys, limits. Every tenant's Prometheus can load them
# as they are; see README.md. They expect the scrape job to be named postern, or postern- and something.
groups:
  - name: postern-checks
    rules:
      # The grace of the check is the patience of this alert, so it has none of its own.
      - alert: PosternCheckDown
        expr: postern_check_up == 0
        labels:
          severity: critical
        annotations:
          summary: 'The job {{ $labels.job }} does not run as expected (check {{ $labels.check }}).'
          description: >-
            No run came within the grace, a run began and did not end, or too many runs failed.
            The alert ends with the next good run.
      - alert: PosternCheckLate
        expr: postern_check_late == 1
        for: 5m
        labels:
          severity: info
        annotations:
          summary: 'The job {{ $labels.job }} is late (check {{ $labels.check }}); when the grace is over it is down.'
      # Who pauses a check for an hour and forgets it has none.
      - alert: PosternCheckPausedForLong
        expr: postern_check_paused == 1
        for: 7d
        labels:
          severity: info
        annotations:
          summary: 'The check {{ $labels.check }} of the job {{ $labels.job }} has been paused for a week.'

  - name: postern-pushes
    rules:
      - alert: PosternPushRefused
        expr: push_failure_time_seconds > push_time_seconds
        for: 5m
        labels:
          severity: warning
        annotations:
          summary: 'The last push of {{ $labels.job }} was refused; its metrics are those of an earlier one.'
      # For jobs that no check watches: a week is longer than most of them rest.
      - alert: PosternPushStale
        expr: (time() - push_time_seconds > 7 * 86400) unless on (job) postern_check_up
        labels:
          severity: info
        annotations:
          summary: 'No good push of {{ $labels.job }} for {{ $value | humanizeDuration }}, and no check watches it.'
      # Only of groups whose end a scrape shows: a tenth of the time is left that they had after their last good push.
      - alert: PosternGroupEndsSoon
        expr: >-
          postern_group_expiry_timestamp_seconds - time()
            < 0.1 * (postern_group_expiry_timestamp_seconds - push_time_seconds)
        labels:
          severity: info
        annotations:
          summary: 'A group of {{ $labels.job }} ends in {{ $value | humanizeDuration }} unless the job pushes.'

  - name: postern-keys
    rules:
      # Postern shows the ends of keys from 14 days before to 14 days after.
      - alert: PosternKeyExpiresSoon
        expr: 0 < (postern_key_expiry_timestamp_seconds - time()) <= 7 * 86400
        labels:
          severity: warning
        annotations:
          summary: 'The key {{ $labels.name }} ends in {{ $value | humanizeDuration }}: rotate it.'
          description: 'Its id is {{ $labels.key_id }}.'
      - alert: PosternKeyExpired
        expr: postern_key_expiry_timestamp_seconds - time() <= 0
        labels:
          severity: critical
        annotations:
          summary: 'The key {{ $labels.name }} has ended; what still uses it is refused.'
          description: 'Its id is {{ $labels.key_id }}. Replace it, or revoke it if nothing uses it.'

  # These need the series about what the tenant holds, which are off at first.
  - name: postern-limits
    rules:
      - alert: PosternSeriesNearLimit
        expr: postern_tenant_series / ignoring (limit) postern_tenant_limit{limit="maxSeriesPerTenant"} > 0.9
        for: 15m
        labels:
          severity: warning
        annotations:
          summary: 'The tenant holds {{ $value | humanizePercentage }} of the series that it may; at 100% pushes are refused.'
      - alert: PosternGroupsNearLimit
        expr: postern_tenant_groups / ignoring (limit) postern_tenant_limit{limit="maxGroupsPerTenant"} > 0.9
        for: 15m
        labels:
          severity: warning
        annotations:
          summary: 'The tenant holds {{ $value | humanizePercentage }} of the groups that it may; at 100% pushes to new ones are refused.'

  - name: postern-scrape
    rules:
      # Without a scrape all of the above is silent.
      - alert: PosternScrapeFails
        expr: up{job=~"postern(-.*)?"} == 0
        for: 5m
        labels:
          severity: critical
        annotations:
          summary: 'Prometheus cannot scrape Postern ({{ $labels.job }}).'
`

const alertRules: SnippetMaker = ({ tenant }) => ({
  id: 'alert-rules',
  group: 'alerts',
  title: 'Alert rules for Prometheus',
  language: 'yaml',
  fileName: `postern-${tenant}.rules.yml`,
  text: RULES,
})

export const alertSnippets: readonly SnippetMaker[] = [alertRules]
