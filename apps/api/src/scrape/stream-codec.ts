/** A compression whose stream can be put together from parts, each of which was compressed apart from the others. */
export interface StreamCodec<Part> {
  compress(bytes: Buffer): Promise<Part>
  join(parts: readonly Part[]): Buffer
}
