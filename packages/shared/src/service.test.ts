import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, describe, expect, it } from 'vitest'

const script = fileURLToPath(new URL('./testing/run-stub-service.ts', import.meta.url))
let child: ChildProcess

afterEach(() => void child.kill('SIGKILL'))

/** A service in its own process, and what it prints. */
function startStub(...args: string[]) {
  const own = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'pipe'] })
  child = own
  const exited = once(own, 'exit')
  const said: string[] = []
  const lines = createInterface(own.stdout)[Symbol.asyncIterator]()
  const errors = Array.fromAsync(own.stderr.setEncoding('utf8') as AsyncIterable<string>)
  return {
    said,
    proceed: () => own.stdin.write('go on\n'),
    signal: (signal: NodeJS.Signals) => own.kill(signal),
    async until(line: string): Promise<void> {
      while (said.at(-1) !== line) {
        const { done, value } = await lines.next()
        if (done) throw new Error(`it ended before it said "${line}"`)
        said.push(value)
      }
    },
    async ended() {
      for await (const line of { [Symbol.asyncIterator]: () => lines }) said.push(line)
      const [code, signal] = await exited
      return { code, signal, said, error: (await errors).join('') }
    },
  }
}

describe.each(['SIGTERM', 'SIGINT'] as const)('runService, at a %s', (signal) => {
  it('closes a service that runs, and exits with 0', async () => {
    const stub = startStub('at once')
    await stub.until('started')
    stub.signal(signal)
    await stub.until('closing')
    stub.signal(signal)
    stub.proceed()
    expect(await stub.ended()).toMatchObject({ code: 0, signal: null })
    expect(stub.said).toEqual(['starting', 'started', 'asked to stop', 'closing', 'closed'])
  })

  it('lets a start that is under way end, then closes', async () => {
    const stub = startStub('on request')
    await stub.until('starting')
    stub.signal(signal)
    await stub.until('asked to stop')
    stub.proceed()
    await stub.until('closing')
    stub.proceed()
    expect(await stub.ended()).toMatchObject({ code: 0, signal: null })
    expect(stub.said).toEqual(['starting', 'asked to stop', 'started', 'closing', 'closed'])
  })

  it.each([
    ['unless stopped', []],
    ['never', ['10']],
  ])('exits with 0 if the service starts %s', async (way, grace) => {
    const stub = startStub(way, ...grace)
    await stub.until('starting')
    stub.signal(signal)
    expect(await stub.ended()).toMatchObject({
      ...{ code: 0, signal: null, said: ['starting', 'asked to stop'] },
      error: `ended by ${signal} before it had started\n`,
    })
  })

  it('exits with 0 if the start fails afterwards', async () => {
    const stub = startStub('not, on request')
    await stub.until('starting')
    stub.signal(signal)
    await stub.until('asked to stop')
    stub.proceed()
    expect(await stub.ended()).toMatchObject({ code: 0, signal: null })
  })
})

describe('runService', () => {
  it('exits with 78 and one line if the configuration is invalid', async () => {
    const stub = startStub('not, on request')
    await stub.until('starting')
    stub.proceed()
    expect(await stub.ended()).toMatchObject({ code: 78, error: 'cannot start\n' })
  })
})
