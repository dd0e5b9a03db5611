import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { testServers } from '@mt/shared/testing/servers'
import { dropService } from '@mt/tenancy/testing/drop-service'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const program = fileURLToPath(new URL('run-leakers.ts', import.meta.url))
const root = fileURLToPath(new URL('../..', import.meta.url))

/** The failures of each file in leakers/. */
const failures = new Map<string, string[]>()

beforeAll(async () => {
  const child = spawn(process.execPath, [program], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TEST_CLOSING_MS: '100' },
  })
  for await (const line of createInterface(child.stdout)) {
    if (!line.startsWith('{"file"')) continue
    const { file, failures: messages } = JSON.parse(line)
    failures.set(file, messages)
  }
  if (child.exitCode === null) await once(child, 'exit')
})

afterAll(async () => {
  const names = [...failures.values()]
    .flat()
    .join(' ')
    .matchAll(/\bforgotten_\w+?(?=_owner\b|\b)/g)
  for (const [name] of names) await dropService(testServers().databaseUrl, name)
})

describe('a file that leaves something behind', () => {
  it.each([
    ['open', /^this file left open: 1 connections, 1 servers, 1 processes$/],
    ['key', /^this file left keys in Redis: forgotten:key$/],
    ['database', /^this file left databases: forgotten_w\w+$/],
    ['tenant-database', /^this file left databases: t_of_forgotten_w\w+_owner$/],
  ])('fails, and names what it left: %s', (file, message) => {
    expect(failures.get(file)).toEqual([expect.stringMatching(message)])
  })
})

describe('a file that leaves nothing behind', () => {
  it('passes, although others in its worker left something', () => {
    expect(failures.get('nothing')).toEqual([])
  })
})
