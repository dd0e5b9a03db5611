import { describe, expect, it } from 'vitest'
import { parseAnswer } from './parse-answer.ts'

const parse = (fields: string, status = '200 OK', method = 'GET') =>
  parseAnswer(`HTTP/1.1 ${status}\r\n${fields}\r\n`, { method, host: 'thor.polls.localhost' })

describe('parseAnswer', () => {
  it.each([
    ['Content-Length: 5\r\nConnection: content-length\r\n', 'length'],
    ['Transfer-Encoding: chunked\r\nConnection: transfer-encoding\r\n', 'chunks'],
    ['Connection: content-length\r\nContent-Length: 5\r\nConnection: x-a\r\n', 'length'],
    ['', 'close'],
  ])('frames by %j as it says, whatever Connection names', (fields, framing) => {
    const head = parse(fields)
    expect(head?.framing).toBe(framing)
    expect(head?.headers).toEqual(framing === 'length' ? ['content-length', '5'] : [])
  })

  it.each(['204 No Content', '304 Not Modified'])(
    'keeps the connection after a %s unless it declares a body',
    (status) => {
      for (const fields of ['', 'Content-Length: 0\r\n']) {
        expect(parse(fields, status)).toMatchObject({ framing: 'none', keepAlive: true })
      }
      for (const fields of ['Content-Length: 5\r\n', 'Transfer-Encoding: chunked\r\n']) {
        expect(parse(fields, status)).toMatchObject({ framing: 'none', keepAlive: false })
      }
    },
  )

  it('keeps the connection after the answer to a HEAD', () => {
    const head = parse('Content-Length: 5\r\n', '200 OK', 'HEAD')
    expect(head).toMatchObject({ framing: 'none', keepAlive: true })
  })
})
