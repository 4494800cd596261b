import { create, createFileRegistry, fromBinary } from '@bufbuild/protobuf'
import { BinaryReader } from '@bufbuild/protobuf/wire'
import {
  type DescriptorProto,
  DescriptorProtoSchema,
  FileDescriptorProtoSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from '@bufbuild/protobuf/wkt'

type Field = readonly [name: string, number: number, type: Type, message?: string]

/** The messages of metrics.proto as far as the bodies of the benchmark use them. */
const messages: Readonly<Record<string, readonly Field[]>> = {
  LabelPair: [
    ['name', 1, Type.STRING],
    ['value', 2, Type.STRING],
  ],
  Gauge: [['value', 1, Type.DOUBLE]],
  Counter: [['value', 1, Type.DOUBLE]],
  Untyped: [['value', 1, Type.DOUBLE]],
  Bucket: [
    ['cumulative_count', 1, Type.UINT64],
    ['upper_bound', 2, Type.DOUBLE],
  ],
  Histogram: [
    ['sample_count', 1, Type.UINT64],
    ['sample_sum', 2, Type.DOUBLE],
    ['buckets', 3, Type.MESSAGE, 'Bucket'],
  ],
  Metric: [
    ['labels', 1, Type.MESSAGE, 'LabelPair'],
    ['gauge', 2, Type.MESSAGE, 'Gauge'],
    ['counter', 3, Type.MESSAGE, 'Counter'],
    ['untyped', 5, Type.MESSAGE, 'Untyped'],
    ['histogram', 7, Type.MESSAGE, 'Histogram'],
  ],
  MetricFamily: [
    ['name', 1, Type.STRING],
    ['help', 2, Type.STRING],
    ['type', 3, Type.INT32],
    ['metrics', 4, Type.MESSAGE, 'Metric'],
  ],
}

function describe(name: string, fields: readonly Field[]): DescriptorProto {
  return create(DescriptorProtoSchema, {
    name,
    field: fields.map(([fieldName, number, type, message]) => ({
      name: fieldName,
      number,
      type,
      label: fieldName.endsWith('s') ? Label.REPEATED : Label.OPTIONAL,
      ...(message === undefined ? {} : { typeName: `.bench.${message}` }),
    })),
  })
}

const file = create(FileDescriptorProtoSchema, {
  name: 'bench.proto',
  package: 'bench',
  syntax: 'proto2',
  messageType: Object.entries(messages).map(([name, fields]) => describe(name, fields)),
})

const familySchema = createFileRegistry(file, () => undefined).getMessage('bench.MetricFamily')

/** What @bufbuild/protobuf does from a description alone: messages of its own, strings not checked. */
export function readGenerically(body: Uint8Array): unknown[] {
  if (familySchema === undefined) throw new Error('the description has no MetricFamily')
  const reader = new BinaryReader(body)
  const families: unknown[] = []
  while (reader.pos < reader.len) families.push(fromBinary(familySchema, reader.bytes()))
  return families
}
