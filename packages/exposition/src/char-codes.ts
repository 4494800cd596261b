/** Codes of the characters that the text formats give a meaning. */
export const TAB = 0x09
export const LINE_FEED = 0x0a
export const SPACE = 0x20
export const QUOTE = 0x22
export const HASH = 0x23
export const PLUS = 0x2b
export const COMMA = 0x2c
export const MINUS = 0x2d
export const DOT = 0x2e
export const ZERO = 0x30
export const EQUALS = 0x3d
export const BACKSLASH = 0x5c
export const SMALL_N = 0x6e
export const OPENING_BRACE = 0x7b
export const CLOSING_BRACE = 0x7d
