import { describe, expect, it } from 'vitest'
import { readDevConfig, toDevConfig } from './config.ts'

const defaults = {
  NODE_ENV: 'development',
  BIND_HOST: '127.0.0.1',
  LOG_LEVEL: 'info',
  BASE_DOMAIN: 'polls.localhost',
  GATEWAY_PORT: 8080,
  CONTROL_PLANE_PORT: 8081,
  DATA_PLANE_PORT: 8082,
  DATA_PLANE_INTERNAL_PORT: 8083,
  OPS_API_KEY: 'dev-ops-key',
  DATA_PLANE_SERVICE: 'polls',
  TLS_PORT: 8443,
} as const

describe('toDevConfig', () => {
  it('puts the metrics ports above the services’ ports', () => {
    const { ports } = toDevConfig({ ...defaults, GATEWAY_PORT: 7080, DATA_PLANE_PORT: 65_000 })
    expect(ports.GATEWAY_METRICS_PORT).toBe(8080)
    expect(ports.DATA_PLANE_METRICS_PORT).toBe(64_000)
  })

  it('takes a metrics port that is given', () => {
    const { ports } = toDevConfig({ ...defaults, GATEWAY_METRICS_PORT: 1234 })
    expect(ports.GATEWAY_METRICS_PORT).toBe(1234)
  })

  it('separates the data of another service', () => {
    expect(toDevConfig(defaults).kept('postgres')).toBe('postgres')
    const { kept } = toDevConfig({ ...defaults, DATA_PLANE_SERVICE: 'notes' })
    expect(kept('postgres')).toBe('notes-postgres')
  })

  it('uses loopback for servers that listen everywhere', () => {
    expect(toDevConfig({ ...defaults, BIND_HOST: '0.0.0.0' }).reachHost).toBe('127.0.0.1')
  })
})

describe('readDevConfig', () => {
  it.each([
    ['POLLS_PORT', 'DATA_PLANE_PORT'],
    ['POLLS_INTERNAL_PORT', 'DATA_PLANE_INTERNAL_PORT'],
    ['POLLS_METRICS_PORT', 'DATA_PLANE_METRICS_PORT'],
  ])('refuses %s, and names %s', (before, now) => {
    expect(() => readDevConfig({ [before]: '7080' })).toThrow(`${before} was renamed: set ${now}`)
  })
})
