import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { forgetStranger } from './start-postgres.ts'

let rows: string

beforeAll(async () => {
  rows = await mkdtemp(join(tmpdir(), 'mt-rows-'))
})

afterAll(() => rm(rows, { recursive: true }))

/** Whether the file is still there that names `pid` as the server of the folder. */
async function staysOf(pid: number): Promise<boolean> {
  const file = join(rows, 'postmaster.pid')
  await writeFile(file, `${pid}\n${rows}\n`)
  await forgetStranger(rows)
  return readFile(file).then(
    () => true,
    () => false,
  )
}

describe('forgetStranger', () => {
  it('forgets a process that has nothing to do with the folder', async () => {
    expect(await staysOf(process.pid)).toBe(false)
  })

  it('keeps what names a server of the folder that runs', async () => {
    const server = spawn('/bin/sh', ['-c', 'sleep 60; :', 'postgres', '-D', rows])
    try {
      expect(await staysOf(Number(server.pid))).toBe(true)
    } finally {
      server.kill('SIGKILL')
    }
  })

  it('leaves the dead to PostgreSQL, which sees whether their children work on', async () => {
    expect(await staysOf(2 ** 22 + 1)).toBe(true)
  })
})
