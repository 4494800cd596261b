/** What the gateway adds to every group. Names and help texts of the two push times are the Pushgateway's. */

export const PUSH_TIME = 'push_time_seconds'
export const PUSH_FAILURE_TIME = 'push_failure_time_seconds'

export const PUSH_TIME_HELP =
  'Last Unix time when changing this group in the Pushgateway succeeded.'
export const PUSH_FAILURE_TIME_HELP =
  'Last Unix time when changing this group in the Pushgateway failed.'

/** Where a namespace asks for it. */
export const GROUP_EXPIRY = 'postern_group_expiry_timestamp_seconds'

export const GROUP_EXPIRY_HELP =
  'When this group ends if it is not pushed again; none for a group without end.'

/** Where it ever happened. */
export const GROUP_CONTEST = 'postern_group_contested_timestamp_seconds'

export const GROUP_CONTEST_HELP =
  'When two writers last pushed this group within a minute of each other: they overwrite each other.'
