import { describe, expect, it } from 'vitest'
import { passwordSchema } from './password-rule.ts'

describe('passwordSchema', () => {
  it.each([
    'short',
    '123456789',
    'qwertyuiop',
    'QwertyUiop',
    '1234567890',
    'a'.repeat(201),
    'nul\u0000nul\u0000nul',
    'half of a pair \ud83d',
  ])('refuses %s', (password) => {
    expect(passwordSchema.safeParse(password).success).toBe(false)
  })

  it.each(['polls-dev-password', 'correct horse battery', 'ünïcödé is fine'])(
    'accepts %s',
    (password) => {
      expect(passwordSchema.safeParse(password).success).toBe(true)
    },
  )
})
