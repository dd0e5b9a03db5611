import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { endRecorded, findRecorded, startRecorded } from './recorded-process.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mt-recorded-'))
})

afterAll(() => rm(folder, { recursive: true }))

async function start(name: string, script: string) {
  const recordFile = join(folder, `${name}.record`)
  const logFile = join(folder, `${name}.log`)
  const args = ['-c', script]
  const child = await startRecorded({
    ...{ file: '/bin/sh', args, env: {}, folder, logFile, recordFile },
  })
  await expect.poll(() => findRecorded(recordFile)).toBeDefined()
  return { child, recordFile, logFile }
}

/** Like `start`, once the script has printed `line`, so that it runs as intended. */
async function startTalking(name: string, line: string, script: string) {
  const started = await start(name, script)
  await expect.poll(() => readFile(started.logFile, 'utf8')).toBe(`${line}\n`)
  return started
}

describe('recorded processes', () => {
  it('are found again and ended', async () => {
    const { child, recordFile } = await start('sleeper', 'exec sleep 60')
    expect((await findRecorded(recordFile))?.pid).toBe(child.pid)
    expect(await endRecorded(recordFile, 'SIGTERM', 5_000)).toBe(true)
    expect(await findRecorded(recordFile)).toBeUndefined()
    expect(await endRecorded(recordFile, 'SIGTERM', 5_000)).toBe(false)
  })

  it('end by SIGKILL if they must', async () => {
    const script = "trap '' TERM; echo deaf; while :; do sleep 0.05; done"
    const { child, recordFile } = await startTalking('deaf', 'deaf', script)
    const exited = once(child, 'exit')
    await endRecorded(recordFile, 'SIGTERM', 200)
    expect(await exited).toEqual([null, 'SIGKILL'])
  })

  it('are not a stranger that got their id', async () => {
    const recordFile = join(folder, 'stranger.record')
    await writeFile(recordFile, `${process.pid} another time`)
    expect(await findRecorded(recordFile)).toBeUndefined()
    expect(await endRecorded(recordFile, 'SIGKILL', 0)).toBe(false)
  })

  it('keep the log of the previous run', async () => {
    const first = await startTalking('talker', 'first', 'echo first; exec sleep 60')
    await endRecorded(first.recordFile, 'SIGKILL', 0)
    const second = await startTalking('talker', 'second', 'echo second; exec sleep 60')
    await endRecorded(second.recordFile, 'SIGKILL', 0)
    expect(await readFile(`${second.logFile}.before`, 'utf8')).toBe('first\n')
  })
})
