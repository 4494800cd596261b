import { emptyShape, type LabelShape, shapeOf } from './label-shape.ts'
import type { Labels } from './metric.ts'
import { isLegacyLabelName, isUtf8Name } from './names.ts'
import { LABEL_PAIR } from './protobuf-schema.ts'
import { quoteGo } from './quote-go.ts'
import type { WireReader } from './wire-reader.ts'

/** Reads the labels of one metric at a time; metrics of a family mostly have the same names. */
export class ProtobufLabels {
  readonly #wire: WireReader
  readonly #isName: (name: string) => boolean
  readonly #names: string[] = []
  readonly #values: string[] = []
  readonly #sorted: string[] = []
  #count = 0
  #shape: LabelShape = emptyShape

  constructor(wire: WireReader, utf8Names: boolean) {
    this.#wire = wire
    this.#isName = utf8Names ? isUtf8Name : isLegacyLabelName
  }

  clear(): void {
    this.#count = 0
  }

  /** Reads a `LabelPair` up to `end`. */
  read(end: number): void {
    const wire = this.#wire
    const at = this.#count
    const nameBefore = this.#names[at]
    const valueBefore = this.#values[at]
    let name = ''
    let value = ''
    while (wire.pos < end) {
      const tag = wire.varint(end)
      if (tag === LABEL_PAIR.name) name = wire.text(end, nameBefore) ?? this.#failAtName()
      else if (tag !== LABEL_PAIR.value) wire.skip(tag, end)
      else value = wire.text(end, valueBefore) ?? this.#failAtValue(name)
    }
    this.#names[at] = name
    this.#values[at] = value
    this.#count++
  }

  /** The labels read since `clear`, sorted. */
  finish(): Labels {
    if (!this.#hasNamesOfShape()) this.#shape = this.#checkNames()
    const { slots } = this.#shape
    for (let i = 0; i < this.#count; i++) {
      const slot = slots[i] ?? 0
      this.#sorted[slot] = this.#names[i] ?? ''
      this.#sorted[slot + 1] = this.#values[i] ?? ''
    }
    return this.#sorted.slice(0, 2 * this.#count)
  }

  #hasNamesOfShape(): boolean {
    const { names } = this.#shape
    if (names.length !== this.#count) return false
    for (let i = 0; i < names.length; i++) {
      if (names[i] !== this.#names[i]) return false
    }
    return true
  }

  #checkNames(): LabelShape {
    const names = this.#names.slice(0, this.#count)
    const seen = new Set<string>()
    for (const name of names) {
      const isValid = name !== '__name__' && this.#isName(name)
      if (!isValid) this.#fail(`a label with an invalid name: ${shown(name)}`)
      if (seen.has(name)) this.#fail(`two or more labels with the same name: ${shown(name)}`)
      seen.add(name)
    }
    return shapeOf(names, undefined)
  }

  #failAtName(): never {
    return this.#fail(`a label whose name is not utf8: ${this.#wire.quoteText()}`)
  }

  #failAtValue(name: string): never {
    const label = `a label named ${quoteGo(name)}`
    return this.#fail(`${label} whose value is not utf8: ${this.#wire.quoteText()}`)
  }

  #fail(what: string): never {
    return this.#wire.fail(`metric ${quoteGo(this.#wire.metric ?? '')} has ${what}`)
  }
}

function shown(name: string): string {
  return isLegacyLabelName(name) ? name : quoteGo(name)
}
