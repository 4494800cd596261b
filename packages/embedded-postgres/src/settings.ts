export type ServerSettings = Readonly<Record<string, string | number>>

/** Given on the command line, where they win over any file in the data directory. */
const always: ServerSettings = {
  listen_addresses: '127.0.0.1',
  // No socket file: its path has a length limit, and its folder would have to be one that both accounts reach.
  unix_socket_directories: '',
  max_connections: 100,
  shared_buffers: '64MB',
  // No replica can be made of an embedded server, so nothing is logged for one.
  wal_level: 'minimal',
  max_wal_senders: 0,
  // What a start after a crash may have to read again: half a gigabyte is a few seconds.
  max_wal_size: '512MB',
  // Queries of the gateway touch one tenant; helpers would only take memory and /dev/shm, which containers keep small.
  max_parallel_workers_per_gather: 0,
  max_parallel_maintenance_workers: 0,
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
}

const durably: ServerSettings = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
}

/** Several times faster, and a crash of the machine may ruin everything: for data that nobody will miss. */
const carelessly: ServerSettings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
}

export function serverArguments(
  port: number,
  durable: boolean,
  extra: ServerSettings = {},
): string[] {
  const settings = { ...always, ...(durable ? durably : carelessly), ...extra, port }
  return Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
}
