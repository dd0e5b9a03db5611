import type { RegistryEntry } from '@mt/shared/registry/entry'
import { entryFor } from '@mt/shared/testing/entries'
import { beforeEach, describe, expect, it } from 'vitest'
import { type CertificateNames, createCertificateNames } from './certificate-names.ts'

let entries: Map<string, RegistryEntry>
let lookups: string[]
let nowMs: number
let names: CertificateNames

beforeEach(() => {
  entries = new Map()
  lookups = []
  nowMs = 1_000_000
  const lookup = async (host: string) => {
    lookups.push(host)
    return entries.get(host)
  }
  names = createCertificateNames({ lookup }, 'polls.example.org', () => nowMs)
})

describe('createCertificateNames', () => {
  it('accepts the base domain and hosts of tenants, in any spelling', async () => {
    const thor = entryFor('thor.polls.example.org')
    entries.set('thor.polls.example.org', thor)
    expect(await names.mayHaveCertificate('polls.example.org')).toBe(true)
    expect(await names.mayHaveCertificate('Thor.Polls.Example.ORG.')).toBe(true)
    expect(lookups).toEqual(['thor.polls.example.org'])
  })

  it('refuses what nobody has, what is deleted, and what is no host', async () => {
    entries.set('loki.polls.example.org', {
      ...entryFor('thor.polls.example.org'),
      status: 'deleted',
    })
    for (const name of ['nobody.example.org', 'loki.polls.example.org', '', 'a b', '[::1', '*.x']) {
      expect(await names.mayHaveCertificate(name)).toBe(false)
    }
  })

  it('looks up each of many made-up names at most once a minute', async () => {
    const made = Array.from({ length: 10_000 }, (_, index) => `x${index}.polls.example.org`)
    for (const name of [...made, ...made]) await names.mayHaveCertificate(name)
    expect(lookups).toHaveLength(made.length)
    nowMs += 60_001
    await names.mayHaveCertificate('x1.polls.example.org')
    expect(lookups).toHaveLength(made.length + 1)
  })

  it('accepts a refused name as soon as the registry announces it, or may have missed a change', async () => {
    const host = 'new.polls.example.org'
    expect(await names.mayHaveCertificate(host)).toBe(false)
    entries.set(host, entryFor('thor.polls.example.org'))
    expect(await names.mayHaveCertificate(host)).toBe(false)
    names.changed(host)
    expect(await names.mayHaveCertificate(host)).toBe(true)
    const asked = names.mayHaveCertificate('late.example.org')
    names.changed('late.example.org')
    expect(await asked).toBe(false)
    entries.set('late.example.org', entryFor('late'))
    expect(await names.mayHaveCertificate('late.example.org')).toBe(true)
    expect(await names.mayHaveCertificate('other.example.org')).toBe(false)
    entries.set('other.example.org', entryFor('thor.polls.example.org'))
    names.gap()
    expect(await names.mayHaveCertificate('other.example.org')).toBe(true)
  })
})
