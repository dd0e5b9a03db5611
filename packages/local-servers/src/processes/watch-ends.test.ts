import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  endRecorded,
  findRecorded,
  type RecordedProcess,
  startRecorded,
} from './recorded-process.ts'
import { watchEnds } from './watch-ends.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mt-ends-'))
})
afterAll(() => rm(folder, { recursive: true }))

const recordOf = (name: string) => join(folder, `${name}.record`)

async function start(name: string): Promise<RecordedProcess> {
  await startRecorded({
    ...{ file: '/bin/sleep', args: ['60'], env: {}, folder },
    ...{ logFile: join(folder, `${name}.log`), recordFile: recordOf(name) },
  })
  await expect.poll(() => findRecorded(recordOf(name))).toBeDefined()
  const process = await findRecorded(recordOf(name))
  if (!process) throw new Error(`${name} does not run`)
  return process
}

describe('watchEnds', () => {
  it('reports each that has ended, once, and no other', async () => {
    const [first, second] = [await start('first'), await start('second')]
    const ended: number[] = []
    const watch = watchEnds<RecordedProcess>(({ pid }) => ended.push(pid), 5)
    watch.follow([first, second])
    await endRecorded(recordOf('first'), 'SIGTERM', 5_000)
    await expect.poll(() => ended).toEqual([first.pid])
    await endRecorded(recordOf('second'), 'SIGTERM', 5_000)
    await expect.poll(() => ended).toEqual([first.pid, second.pid])
    watch.close()
  })

  it.runIf(process.platform === 'linux')('does not mistake a stranger for it', async () => {
    const ended: number[] = []
    const watch = watchEnds<RecordedProcess>(({ pid }) => ended.push(pid), 5)
    watch.follow([{ pid: process.pid, start: 'another time' }])
    await expect.poll(() => ended).toEqual([process.pid])
    watch.close()
  })

  it('stops watching processes that it no longer follows', async () => {
    const third = await start('third')
    const ended: number[] = []
    const watch = watchEnds<RecordedProcess>(({ pid }) => ended.push(pid), 5)
    watch.follow([third])
    watch.follow([{ pid: 2 ** 22 + 1, start: '1' }])
    await endRecorded(recordOf('third'), 'SIGKILL', 0)
    await expect.poll(() => ended).toEqual([2 ** 22 + 1])
    watch.close()
  })
})
