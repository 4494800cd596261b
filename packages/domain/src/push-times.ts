/** The two families that the gateway adds to every group. Names and help texts are the Pushgateway's. */

export const PUSH_TIME = 'push_time_seconds'
export const PUSH_FAILURE_TIME = 'push_failure_time_seconds'

export const PUSH_TIME_HELP =
  'Last Unix time when changing this group in the Pushgateway succeeded.'
export const PUSH_FAILURE_TIME_HELP =
  'Last Unix time when changing this group in the Pushgateway failed.'
