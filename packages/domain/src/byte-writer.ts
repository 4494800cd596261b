const encoder = new TextEncoder()

// Longer texts are quicker through the encoder than letter by letter.
const MAX_BY_LETTER = 32

/** Appends numbers, texts and bytes to a buffer that grows. Read back by `ByteReader`. */
export class ByteWriter {
  #bytes: Uint8Array<ArrayBuffer>
  #view: DataView
  #length = 0

  /** `expected` bytes fit without growing. */
  constructor(expected = 256) {
    this.#bytes = new Uint8Array(expected)
    this.#view = new DataView(this.#bytes.buffer)
  }

  get length(): number {
    return this.#length
  }

  byte(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  /** LEB128: seven bits a byte, least significant first; whole numbers up to 2^53. */
  varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.byte((rest % 0x80) | 0x80)
      rest = Math.floor(rest / 0x80)
    }
    this.byte(rest)
  }

  uint32(value: number): void {
    this.#reserve(4)
    this.#view.setUint32(this.#length, value)
    this.#length += 4
  }

  float(value: number): void {
    this.#reserve(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
  }

  /** UTF-8 under its length in bytes. */
  text(value: string): void {
    if (value.length <= MAX_BY_LETTER && this.#asciiText(value)) return
    const bytes = encoder.encode(value)
    this.varint(bytes.length)
    this.raw(bytes)
  }

  /** UTF-8 alone: whoever reads it back knows where it ends. */
  rawText(value: string): void {
    // A UTF-16 unit takes three bytes at most.
    this.#reserve(value.length * 3)
    this.#length += encoder.encodeInto(value, this.#bytes.subarray(this.#length)).written
  }

  /** The bytes alone: whoever reads them back knows how many there are. */
  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of exactly what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  /** The common case, names and short values; false, and nothing written, when there is more than ASCII in it. */
  #asciiText(value: string): boolean {
    this.#reserve(value.length + 1)
    const start = this.#length + 1
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i)
      if (code > 0x7f) return false
      this.#bytes[start + i] = code
    }
    this.#bytes[this.#length] = value.length
    this.#length = start + value.length
    return true
  }

  #reserve(more: number): void {
    const needed = this.#length + more
    if (needed <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2))
    grown.set(this.#bytes.subarray(0, this.#length))
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }
}
