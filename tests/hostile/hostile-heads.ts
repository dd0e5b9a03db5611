import {
  type HostileRequest,
  named,
  type Parts,
  requestBytes,
  type Target,
} from './hostile-request.ts'

/** Control characters that are invalid in a head; tab, carriage return and line feed have their own cases. */
const controls = Array.from({ length: 32 }, (_, code) => String.fromCharCode(code))
  .filter((char) => !'\t\r\n'.includes(char))
  .concat('\x7f')

const absoluteTargets = (host: string) => [
  ...[`http://${host}/polls`, 'http://other.polls.localhost/polls', `https://${host}/`, 'http://'],
  ...[`//${host}`, 'ftp://a/', `${host}/polls`, 'polls', '*', '?', '#', '.', '../polls', '\\polls'],
  ...['/a\\b', '\\\\other\\a', 'file:///etc/passwd', 'javascript:1'],
]

const methods = [
  'get',
  'Get',
  'FOO',
  'CONNECT',
  'GET\x00',
  'G\xcbT',
  '',
  ' GET',
  'GETGETGETGET',
  '{}',
]
const versions = [
  ...['HTTP/0.9', 'HTTP/1.2', 'HTTP/2.0', 'HTTP/3', 'HTTP/9.9', 'HTTP/11', 'http/1.1', 'HTTP/1.1x'],
  ...['HTTP/-1.1', 'HTTP/1', 'HTTP', 'SIP/2.0', 'HTTP/1.1 HTTP/1.1', ''],
]

/** Malformed request lines and header fields, and those that are too large. */
export function hostileHeads(target: Target): HostileRequest[] {
  const refused = (title: string, parts: Parts): HostileRequest => ({
    ...{ title, outcome: 'refused', pieces: [requestBytes(target, parts)] },
  })
  const field = (title: string, ...headers: string[]) => refused(title, { headers })
  const large = 'x'.repeat(100_000)
  return [
    ...absoluteTargets(target.host)
      .filter((each) => !each.startsWith('//'))
      .map((each) => refused(`the target ${named(each)}`, { target: each })),
    ...methods.map((method) => refused(`the method ${named(method)}`, { method })),
    ...versions.map((version) => refused(`the version ${named(version)}`, { version })),
    ...controls.flatMap((char) => [
      refused(`${named(char)} in the target`, { target: `/a${char}b` }),
      field(`${named(char)} in a name`, `X-A${char}B: c`),
      field(`${named(char)} in a value`, `X-A: b${char}c`),
    ]),
    refused('a space in the target', { target: '/a b' }),
    refused('a target in invalid UTF-8', { target: '/\xff\xfe' }),
    refused('a target of 100 KB', { target: `/${large}` }),
    field('a line without a colon', 'X-A'),
    field('a field without a name', ': a'),
    field('a space in a name', 'X A: b'),
    field('a name in invalid UTF-8', 'X-\xff: b'),
    field('a value that is folded', 'X-A: b', ' c'),
    field('a value that is folded with a tab', 'X-A: b', '\tc'),
    field('a line that ends in a carriage return alone', 'X-A: b\rX-B: c'),
    field('100 KB in a value', `X-A: ${large}`),
    field('100 KB in a name', `${large}: a`),
    field('100 KB of cookies', `Cookie: ${'a=b; '.repeat(20_000)}`),
    field('5,000 fields', ...Array.from({ length: 5_000 }, (_, i) => `X-${i}: a`)),
    field('100 KB of one field', ...Array(10_000).fill('X-A: b')),
  ]
}
