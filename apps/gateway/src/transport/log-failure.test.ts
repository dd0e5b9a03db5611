import { createLogger } from '@mt/shared/logger'
import { beforeEach, describe, expect, it } from 'vitest'
import { unknownHost, upstreamUnavailable } from '../problems.ts'
import { logFailure } from './log-failure.ts'

let lines: Record<string, unknown>[] = []
const write = (line: string) => void lines.push(JSON.parse(line))
const logger = createLogger('gateway', 'debug', { write })

beforeEach(() => {
  lines = []
})

describe('logFailure', () => {
  it('logs errors, and why a request was not served', () => {
    logFailure({ logger }, new Error('unforeseen'))
    logFailure({ logger }, upstreamUnavailable(new Error('away')))
    expect(lines.map(({ level, msg }) => [level, msg])).toEqual([
      [50, 'a step failed'],
      [20, 'not served'],
    ])
  })

  it('leaves refusals to the access log', () => {
    logFailure({ logger }, unknownHost())
    expect(lines).toEqual([])
  })
})
