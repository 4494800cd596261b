/** CRC-32 as in ISO 3309, PNG and gzip. Here and not from node:zlib, because the web app checks keys too. */

const TABLE = new Uint32Array(256)
for (let n = 0; n < 256; n++) {
  let remainder = n
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1
  }
  TABLE[n] = remainder
}

/** The checksum of an ASCII text, as an unsigned 32-bit number. */
export function crc32(text: string): number {
  let crc = 0xffffffff
  for (let i = 0; i < text.length; i++) {
    crc = (TABLE[(crc ^ text.charCodeAt(i)) & 0xff] ?? 0) ^ (crc >>> 8)
  }
  return (crc ^ 0xffffffff) >>> 0
}
