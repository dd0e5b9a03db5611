import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
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
  for (let tries = 0; tries < 200 && !(await findRecorded(recordFile)); tries++) await sleep(10)
  return { child, recordFile, logFile }
}

describe('recorded processes', () => {
  it('are found again and ended', async () => {
    const { child, recordFile } = await start('sleeper', 'exec sleep 60')
    expect((await findRecorded(recordFile))?.pid).toBe(child.pid)
    expect(await endRecorded(recordFile, 'SIGTERM', 5_000)).toBe(true)
    expect(await findRecorded(recordFile)).toBeUndefined()
    expect(await endRecorded(recordFile, 'SIGTERM', 5_000)).toBe(false)
  })

  it('end in the hard way where they must', async () => {
    const { child, recordFile } = await start('deaf', "trap '' TERM; while :; do sleep 0.05; done")
    await sleep(100)
    await endRecorded(recordFile, 'SIGTERM', 200)
    await sleep(50)
    expect(child.signalCode).toBe('SIGKILL')
  })

  it('are not a stranger who was given their id', async () => {
    const recordFile = join(folder, 'stranger.record')
    await writeFile(recordFile, `${process.pid} another time`)
    expect(await findRecorded(recordFile)).toBeUndefined()
    expect(await endRecorded(recordFile, 'SIGKILL', 0)).toBe(false)
  })

  it('leave the log of the run before', async () => {
    const first = await start('talker', 'echo first; exec sleep 60')
    await endRecorded(first.recordFile, 'SIGKILL', 0)
    const second = await start('talker', 'echo second; exec sleep 60')
    await sleep(50)
    await endRecorded(second.recordFile, 'SIGKILL', 0)
    expect(await readFile(`${second.logFile}.before`, 'utf8')).toBe('first\n')
  })
})
