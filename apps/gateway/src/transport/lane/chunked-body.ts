/**
 * Reads a body in chunks (RFC 9112, 7.1) as it arrives, to find its end. The client gets the same chunks in
 * their plainest form, without extensions, leading zeros and trailers, so that nothing behind the gateway
 * has to interpret those as the gateway did.
 */
export interface ChunkedBody {
  /**
   * Reads what arrived; returns the part of it that goes to the client. The last chunk, of size 0, is not
   * part of it.
   */
  read(bytes: Buffer): Buffer
  /** `ended`: the bytes after the used ones do not belong to the body. `broken`: it is malformed. */
  readonly state: 'open' | 'ended' | 'broken'
  /** How many bytes of the last read belonged to the body, including trailers. */
  readonly used: number
}

const tab = 0x09
const lf = 0x0a
const cr = 0x0d
const space = 0x20
const semicolon = 0x3b
const del = 0x7f
/** The longest line of a size with its extensions. Node's own client has the same limit. */
const maxLineBytes = 16_384
const maxTrailerBytes = 16_384

type Part =
  | 'size'
  | 'blank'
  | 'extension'
  | 'size end'
  | 'data'
  | 'data cr'
  | 'data lf'
  | 'trailer'
  | 'trailer end'

export function createChunkedBody(): ChunkedBody {
  let part: Part = 'size'
  let size = 0
  let hasDigits = false
  let lineBytes = 0
  let trailerBytes = 0
  const body = { read, state: 'open' as ChunkedBody['state'], used: 0 }

  function read(bytes: Buffer): Buffer {
    const kept: Buffer[] = []
    let from = 0
    let at = 0
    while (at < bytes.length && body.state === 'open') {
      if (part === 'data') at += takeData(bytes.length - at)
      else if (step(bytes[at] as number)) at += 1
      else {
        if (at > from) kept.push(bytes.subarray(from, at))
        at += 1
        from = at
      }
    }
    if (at > from) kept.push(bytes.subarray(from, at))
    body.used = at
    return kept.length === 1 ? (kept[0] as Buffer) : Buffer.concat(kept)
  }

  function takeData(available: number): number {
    const taken = Math.min(size, available)
    size -= taken
    if (size === 0) part = 'data cr'
    return taken
  }

  /** Returns whether the byte goes to the client. */
  function step(byte: number): boolean {
    switch (part) {
      case 'size':
      case 'blank':
      case 'extension':
        lineBytes += 1
        return lineBytes <= maxLineBytes ? takeLine(byte) : fail()
      case 'size end':
        return expectByte(byte, lf, size === 0 ? 'trailer' : 'data') && size > 0
      case 'data cr':
        return expectByte(byte, cr, 'data lf')
      case 'data lf':
        return expectByte(byte, lf, 'size')
      default:
        return takeTrailer(byte)
    }
  }

  /**
   * A size, and extensions after a semicolon, which are ignored (7.1.1). Blanks before the semicolon are
   * invalid, but tolerated.
   */
  function takeLine(byte: number): boolean {
    const digit = part === 'size' ? digitOf(byte) : undefined
    if (digit !== undefined) return takeDigit(digit)
    if (!hasDigits) return fail()
    if (byte === cr && part !== 'blank') return endLine()
    if (part === 'extension') return isText(byte) ? false : fail()
    if (byte === semicolon) part = 'extension'
    else if (byte === space || byte === tab) part = 'blank'
    else return fail()
    return false
  }

  function takeDigit(digit: number): boolean {
    hasDigits = true
    size = size * 16 + digit
    if (!Number.isSafeInteger(size)) return fail()
    // A leading zero means nothing; the zero of the last chunk is sent at the end.
    return size > 0
  }

  function endLine(): boolean {
    part = 'size end'
    hasDigits = false
    lineBytes = 0
    return size > 0
  }

  function takeTrailer(byte: number): false {
    trailerBytes += 1
    if (trailerBytes > maxTrailerBytes) return fail()
    if (part === 'trailer end') {
      if (byte !== lf) return fail()
      if (lineBytes === 0) body.state = 'ended'
      part = 'trailer'
      lineBytes = 0
    } else if (byte === cr) part = 'trailer end'
    else if (byte === lf) return fail()
    else lineBytes += 1
    return false
  }

  function expectByte(byte: number, expected: number, next: Part): boolean {
    if (byte !== expected) return fail()
    part = next
    return true
  }

  function fail(): false {
    body.state = 'broken'
    return false
  }

  return body
}

function isText(byte: number): boolean {
  return byte === tab || (byte >= space && byte !== del)
}

/** The value of a hexadecimal digit. */
function digitOf(byte: number): number | undefined {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : undefined
}
