import { describe, expect, it } from 'vitest'
import { text, visibleText } from './text.ts'

describe('text', () => {
  it.each(['nul\u0000', 'half \ud83d', '\udc00 the other half'])('refuses %j', (value) => {
    expect(text().safeParse(value).success).toBe(false)
  })

  it.each(['', ' ', 'plain', '🗳️', 'e\u0301', '\u200b'])('accepts %j', (value) => {
    expect(text().parse(value)).toBe(value)
  })
})

describe('visibleText', () => {
  it.each(['', ' \n\t', '\u200b', '\u200b\u2060\ufe0f', '\u2800', '\u3164', '\u00ad', '\u202e'])(
    'refuses %j, which shows nothing',
    (value) => {
      expect(visibleText().safeParse(value).success).toBe(false)
    },
  )

  it.each(['x', '🗳️', '👩‍👩‍👧', '\u200bx', '\u202eright to left'])('accepts %j', (value) => {
    expect(visibleText().parse(value)).toBe(value)
  })

  it('trims the spaces around it', () => {
    expect(visibleText().parse(' \n Where?\t')).toBe('Where?')
  })
})
