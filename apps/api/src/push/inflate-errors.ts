/** Bytes that are not what their encoding says, in the words of the Pushgateway where it has any. */
export class BrokenEncoding extends Error {
  override readonly name = 'BrokenEncoding'
}

/** More comes out than may. */
export class InflatedTooLarge extends Error {
  override readonly name = 'InflatedTooLarge'
}
