const decoder = new TextDecoder()

/** Reads what `ByteWriter` wrote. Running past the end throws: the bytes are our own, so that is a fault of ours. */
export class ByteReader {
  readonly #bytes: Uint8Array
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  /** Goes on at that offset; a negative one counts from the end. */
  seek(offset: number): void {
    this.#at = offset < 0 ? this.#bytes.length + offset : offset
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length
  }

  byte(): number {
    const value = this.#bytes[this.#at++]
    if (value === undefined) throw new RangeError('the bytes end too early')
    return value
  }

  varint(): number {
    let value = 0
    let factor = 1
    for (;;) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
      factor *= 0x80
    }
  }

  uint32(): number {
    const bytes = this.raw(4)
    return new DataView(bytes.buffer, bytes.byteOffset, 4).getUint32(0)
  }

  float(): number {
    const bytes = this.raw(8)
    return new DataView(bytes.buffer, bytes.byteOffset, 8).getFloat64(0)
  }

  text(): string {
    return decoder.decode(this.raw(this.varint()))
  }

  /** A window on the next bytes, not a copy. */
  raw(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new RangeError('the bytes end too early')
    const window = this.#bytes.subarray(this.#at, end)
    this.#at = end
    return window
  }
}
