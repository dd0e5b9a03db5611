import { describe, expect, it } from 'vitest'
import { hashToken, newToken } from './token.ts'

describe('newToken', () => {
  it('makes 256 random bits', () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken))
    expect(tokens.size).toBe(100)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })
})

describe('hashToken', () => {
  it('stores the same hash for the same token, which reveals nothing', () => {
    const token = newToken()
    expect(hashToken(token)).toBe(hashToken(token))
    expect(hashToken(token)).not.toContain(token)
    expect(hashToken(token)).toHaveLength(64)
  })
})
