/**
 * Where a body in chunks stands. It goes to the client as it comes, and is read along to know where it
 * ends: a size in hexadecimal, that many bytes, until the size is 0. Trailers are dropped.
 */
export interface ChunkedBody {
  /** Reads what came; what it answers is the number of bytes that go to the client. */
  read(bytes: Buffer): number
  /** `ended`: what came after it was no part of the body. `broken`: it is none. */
  readonly state: 'open' | 'ended' | 'broken'
  /** How many bytes of the last read were the body's, its trailers too. */
  readonly used: number
}

const cr = 0x0d
const lf = 0x0a
const maxSizeDigits = 8
const maxTrailerBytes = 16_384

type Part = 'size' | 'size end' | 'data' | 'data cr' | 'data lf' | 'trailer' | 'trailer end'

export function createChunkedBody(): ChunkedBody {
  let part: Part = 'size'
  let size = 0
  let digits = 0
  let trailerBytes = 0
  let lineBytes = 0
  const body = { read, state: 'open' as ChunkedBody['state'], used: 0 }

  function read(bytes: Buffer): number {
    let toClient = 0
    let at = 0
    while (at < bytes.length && body.state === 'open') {
      const isTrailer = part === 'trailer' || part === 'trailer end'
      if (part === 'data') at += takeData(bytes.length - at)
      else step(bytes[at++] as number)
      if (!isTrailer) toClient = at
    }
    body.used = at
    return toClient
  }

  function takeData(available: number): number {
    const taken = Math.min(size, available)
    size -= taken
    if (size === 0) part = 'data cr'
    return taken
  }

  function step(byte: number): void {
    if (part === 'size') takeSize(byte)
    else if (part === 'size end') expectByte(byte, lf, size === 0 ? 'trailer' : 'data')
    else if (part === 'data cr') expectByte(byte, cr, 'data lf')
    else if (part === 'data lf') expectByte(byte, lf, 'size')
    else takeTrailer(byte)
  }

  function takeSize(byte: number): void {
    const digit = digitOf(byte)
    if (digit !== undefined && digits < maxSizeDigits) {
      size = size * 16 + digit
      digits += 1
    } else if (byte === cr && digits > 0) {
      part = 'size end'
      digits = 0
    } else body.state = 'broken'
  }

  function takeTrailer(byte: number): void {
    trailerBytes += 1
    if (trailerBytes > maxTrailerBytes) body.state = 'broken'
    if (part === 'trailer end') {
      if (byte !== lf) body.state = 'broken'
      else if (lineBytes === 0) body.state = 'ended'
      part = 'trailer'
      lineBytes = 0
    } else if (byte === cr) part = 'trailer end'
    else lineBytes += 1
  }

  function expectByte(byte: number, expected: number, next: Part): void {
    if (byte === expected) part = next
    else body.state = 'broken'
  }

  return body
}

/** The value of a hexadecimal digit. */
function digitOf(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined
}
