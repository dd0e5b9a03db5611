import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { bufferedOutput } from './buffered-output.ts'

describe('bufferedOutput', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  function recorded() {
    const log: string[] = []
    const output = { write: (line: string) => log.push(line), flushSync: () => log.push('flush') }
    return { log, buffered: bufferedOutput(output) }
  }

  it('writes out what many lines left, once', () => {
    const { log, buffered } = recorded()
    buffered.write('a')
    buffered.write('b')
    vi.advanceTimersByTime(1_000)
    expect(log).toEqual(['a', 'b', 'flush'])
  })

  it('writes out the rest when the process ends', () => {
    const before = process.listeners('exit')
    const { log, buffered } = recorded()
    buffered.write('last words')
    const [onExit] = process.listeners('exit').filter((listener) => !before.includes(listener))
    onExit?.(0)
    expect(log).toEqual(['last words', 'flush'])
    expect(process.listeners('exit')).toEqual(before)
  })
})
