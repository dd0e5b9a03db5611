import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createChunkedBody } from './chunked-body.ts'

/** Reads pieces one after the other: what goes to the client, and how it ended. */
function readAll(pieces: Buffer[]) {
  const body = createChunkedBody()
  const passed = pieces.map((piece) => piece.subarray(0, body.read(piece)))
  return { passed: Buffer.concat(passed).toString('latin1'), state: body.state }
}

function split(bytes: Buffer, at: number[]): Buffer[] {
  const cuts = [0, ...at.map((n) => n % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return cuts.slice(1).map((end, i) => bytes.subarray(cuts[i], end))
}

describe('createChunkedBody', () => {
  it('finds the end wherever the pieces are cut, and drops trailers', () => {
    const chunk = fc.uint8Array({ minLength: 1, maxLength: 300 })
    const trailers = fc.constantFrom('', 'X-A: b\r\n', 'X-A: b\r\nX-Tenant: forged\r\n')
    fc.assert(
      fc.property(fc.array(chunk), trailers, fc.array(fc.nat()), (chunks, trailer, cuts) => {
        const data = chunks.map((each) =>
          Buffer.concat([
            Buffer.from(`${each.length.toString(16)}\r\n`),
            each,
            Buffer.from('\r\n'),
          ]),
        )
        const whole = Buffer.concat([...data, Buffer.from(`0\r\n${trailer}\r\n`)])
        const { passed, state } = readAll(split(whole, cuts))
        expect(state).toBe('ended')
        expect(passed).toBe(`${Buffer.concat(data).toString('latin1')}0\r\n`)
      }),
    )
  })

  it('tells how many bytes were the body’s', () => {
    const body = createChunkedBody()
    expect(body.read(Buffer.from('1\r\na\r\n0\r\n\r\nHTTP/1.1'))).toBe(9)
    expect([body.state, body.used]).toEqual(['ended', 11])
  })

  it.each([
    ...['x\r\n', '\r\n', ' 1\r\na\r\n', '1 \r\na\r\n', '1;a=b\r\na\r\n', '0x1\r\na\r\n', '-1\r\n'],
    ...['1\na\r\n', '1\r\nab\r\n', '1\r\na\n', '123456789\r\n', '0\r\n\rx', '+1\r\na\r\n'],
    `0\r\nX-A: ${'x'.repeat(20_000)}`,
  ])('does not go on after %j', (text) => {
    expect(readAll([Buffer.from(text)]).state).toBe('broken')
  })
})
