import { type HostileRequest, requestBytes, type Target } from './hostile-request.ts'

const deep = 10_000

/** Invalid bodies declared as JSON, for a route that takes JSON, each with the expected refusal. */
const bodies: Record<string, string | Buffer> = {
  'an array 10,000 deep': `${'['.repeat(deep)}${']'.repeat(deep)}`,
  'an object 10,000 deep': `${'{"a":'.repeat(deep)}1${'}'.repeat(deep)}`,
  'an array that never ends': '['.repeat(deep),
  'nothing but white space': '   ',
  'a string': '"username"',
  'a number': '1',
  null: 'null',
  'a number beyond all numbers': `{"username":1e${'9'.repeat(400)},"password":"x"}`,
  'two documents': '{}{}',
  'a comment': '{/* hello */}',
  'a trailing comma': '{"username":"a",}',
  'single quotes': "{'username':'a'}",
  'a lone surrogate as name': '{"username":"\\ud800","password":"a long enough password"}',
  'NUL in a name': '{"username":"a\\u0000b","password":"a long enough password"}',
  'a raw NUL': Buffer.from('{"username":"a\u0000b","password":"x"}', 'latin1'),
  'invalid UTF-8': Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  'UTF-16': Buffer.from('{"username":"a"}', 'utf16le'),
  'a prototype': '{"__proto__":{"role":"admin"},"username":"a","password":"x"}',
  'a constructor': '{"constructor":{"prototype":{}},"username":"a","password":"x"}',
  'an array for a name': '{"username":["a"],"password":"a long enough password"}',
  'an object for a name': '{"username":{"$gt":""},"password":"a long enough password"}',
  'SQL for a name': `{"username":"' or 1=1; drop table users; --","password":"a long enough password"}`,
  'a thousand fields': `{${Array.from({ length: 1_000 }, (_, i) => `"f${i}":1`).join(',')}}`,
  'a name twice': '{"username":"a","username":"b","password":"a long enough password"}',
}

const paths = ['/login', '/users', '/session']

/** Hostile JSON for each route that takes a body without authentication. */
export function hostileJson(target: Target): HostileRequest[] {
  return paths.flatMap((path) =>
    Object.entries(bodies).map(([what, body]) => {
      const payload = Buffer.from(body)
      const headers = ['Content-Type: application/json', `Content-Length: ${payload.length}`]
      const head = requestBytes(target, { method: 'POST', target: path, headers })
      return {
        title: `${what} for ${path}`,
        pieces: [Buffer.concat([head, payload])],
        outcome: 'refused' as const,
      }
    }),
  )
}
