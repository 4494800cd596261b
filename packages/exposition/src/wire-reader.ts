import { isUtf8 } from 'node:buffer'
import { BinaryReader, WireType } from '@bufbuild/protobuf/wire'
import { ExpositionError } from './exposition-error.ts'
import { quoteGoBytes } from './quote-go.ts'

const VARINT: number = WireType.Varint
const BIT64: number = WireType.Bit64
const BIT32: number = WireType.Bit32
const LENGTH_DELIMITED: number = WireType.LengthDelimited
const START_GROUP: number = WireType.StartGroup
const NO_TYPE = -1

/** Up to here a varint is read with floats, beyond with BigInt, which is slow. */
const MAX_FAST_VALUE = 2 ** 49

/**
 * Reads protobuf's wire format. `end` is where the message ends that is being read: every length is checked
 * against it before anything is done with it.
 */
export class WireReader {
  readonly size: number
  pos = 0
  /** The family being read, for error messages. */
  metric: string | undefined
  #textStart = 0
  readonly #bytes: Buffer
  readonly #reader: BinaryReader

  constructor(body: Uint8Array) {
    this.size = body.length
    this.#bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
    this.#reader = new BinaryReader(body)
  }

  /** Reads the length of what follows and gives where that ends. */
  enter(end: number): number {
    const stop = this.varint(end) + this.pos
    return stop <= end ? stop : this.#failCutOff()
  }

  /** An unsigned varint; beyond 2^53 the nearest float. */
  varint(end: number): number {
    const bytes = this.#bytes
    const start = this.pos
    let value = 0
    let scale = 1
    for (let i = start; i < end; i++) {
      const byte = bytes[i] ?? 0
      value += (byte & 0x7f) * scale
      scale *= 0x80
      if (byte < 0x80) {
        this.pos = i + 1
        return value
      }
      if (scale >= MAX_FAST_VALUE) return Number(this.#varint64(start, end))
    }
    return this.#failCutOff()
  }

  /** A varint that may be negative: `int32` and `int64`. */
  signed(end: number): number {
    const start = this.pos
    const value = this.varint(end)
    if (value < MAX_FAST_VALUE) return value
    return Number(BigInt.asIntN(64, this.#varint64(start, end)))
  }

  /** A varint in zigzag encoding: `sint32` and `sint64`. */
  zigzag(end: number): number {
    const start = this.pos
    const value = this.varint(end)
    if (value < MAX_FAST_VALUE) return value % 2 === 0 ? value / 2 : -(value + 1) / 2
    const bits = this.#varint64(start, end)
    return Number((bits >> 1n) ^ -(bits & 1n))
  }

  double(end: number): number {
    this.pos += 8
    return this.pos <= end ? this.#bytes.readDoubleLE(this.pos - 8) : this.#failCutOff()
  }

  /**
   * A string, or `undefined`: in proto2 it may hold any bytes, UTF-8 or not. One that is the same as `likely`
   * costs no new string.
   */
  text(end: number, likely = ''): string | undefined {
    const bytes = this.#bytes
    const stop = this.enter(end)
    const start = this.pos
    let i = start
    while (i < stop && isAscii(bytes[i]) && bytes[i] === likely.charCodeAt(i - start)) i++
    this.pos = stop
    if (i === stop && likely.length === stop - start) return likely
    while (i < stop && isAscii(bytes[i])) i++
    if (i === stop) return bytes.toString('latin1', start, stop)
    this.#textStart = start
    return isUtf8(bytes.subarray(start, stop)) ? bytes.toString('utf8', start, stop) : undefined
  }

  /** The string that `text` has just found not to be UTF-8, quoted. */
  quoteText(): string {
    return quoteGoBytes(this.#bytes.toString('latin1', this.#textStart, this.pos))
  }

  /** Passes over a field that is not known, its tag being read already. */
  skip(tag: number, end: number): void {
    // A tag that does not fit 32 bits is no number of a field; bit operations would cut it down to one.
    const type = tag < 2 ** 32 ? tag & 7 : NO_TYPE
    const field = tag >>> 3
    if (type === VARINT) this.varint(end)
    else if (type === BIT64) this.pos += 8
    else if (type === BIT32) this.pos += 4
    else if (type === LENGTH_DELIMITED) this.pos = this.enter(end)
    else if (type === START_GROUP && field > 0) this.#skipGroup(field)
    else this.fail('invalid wire format')
    if (field === 0) this.fail('invalid wire format')
    if (this.pos > end) this.#failCutOff()
  }

  fail(reason: string): never {
    throw new ExpositionError({ during: 'protobuf parsing error', reason, metric: this.metric })
  }

  #skipGroup(field: number): void {
    const reader = this.#reader
    reader.pos = this.pos
    this.#translateErrors(() => reader.skip(WireType.StartGroup, field))
    this.pos = reader.pos
  }

  #varint64(start: number, end: number): bigint {
    const reader = this.#reader
    reader.pos = start
    const value = this.#translateErrors(() => BigInt(reader.uint64()))
    this.pos = reader.pos
    return this.pos <= end ? value : this.#failCutOff()
  }

  #failCutOff(): never {
    return this.fail('unexpected EOF')
  }

  /** What the library throws at bytes that it cannot read becomes an error of this package. */
  #translateErrors<T>(read: () => T): T {
    try {
      return read()
    } catch (error) {
      return error instanceof RangeError ? this.#failCutOff() : this.fail('invalid wire format')
    }
  }
}

function isAscii(byte: number | undefined): boolean {
  return byte !== undefined && byte < 0x80
}
