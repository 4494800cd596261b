/**
 * CRC-32 as arithmetic on polynomials over GF(2) modulo the one of RFC 1952, after zlib's crc32_combine. A number stands
 * for a polynomial, its highest bit for the coefficient of 1.
 */
const POLYNOMIAL = 0xedb88320
const ONE = 0x80000000
const X = 0x40000000

/** The checksum of `a` followed by `b`, of which nothing but the checksums is known, and the length of `b` in bytes. */
export function combineCrc32(a: number, b: number, lengthOfB: number): number {
  return (multiply(powerOfX(lengthOfB * 8), a) ^ b) >>> 0
}

function multiply(a: number, b: number): number {
  let product = 0
  let shifted = b
  for (let bit = ONE; bit !== 0; bit >>>= 1) {
    if (a & bit) product ^= shifted
    shifted = shifted & 1 ? (shifted >>> 1) ^ POLYNOMIAL : shifted >>> 1
  }
  return product >>> 0
}

/** x to the power of 1, 2, 4, 8, …: enough for every length that a number can count. */
const squares = [X]
for (let last = X; squares.length < 53; squares.push(last)) last = multiply(last, last)

function powerOfX(exponent: number): number {
  let power = ONE
  let rest = exponent
  for (const square of squares) {
    if (rest === 0) break
    if (rest % 2 === 1) power = multiply(square, power)
    rest = Math.floor(rest / 2)
  }
  return power
}
