import { describe, expect, it } from 'vitest'
import { parseWords } from './parse-words.ts'

describe('parseWords', () => {
  it('takes a tenant, a command and its arguments apart', () => {
    const words = ['thor', 'list-users', '--q', 'ann', '--limit=5', '--is-admin']
    expect(parseWords(words, false)).toEqual({
      ...{ tenant: 'thor', command: 'list-users' },
      args: { q: 'ann', limit: '5', isAdmin: true },
    })
  })

  it('takes no tenant where many are meant', () => {
    expect(parseWords(['count'], true)).toEqual({ tenant: undefined, command: 'count', args: {} })
  })

  it('lets a value be empty, or have dashes and signs in it', () => {
    const words = ['thor', 'seed', '--name=', '--rule=--a=b', '--text', '-x']
    expect(parseWords(words, false).args).toEqual({ name: '', rule: '--a=b', text: '-x' })
  })

  it.each([
    ['no command', ['thor'], false],
    ['no word at all', [], true],
    ['an argument without a name', ['thor', 'seed', '10'], false],
    ['a password', ['thor', 'set-password', '--password', 'hunter2hunter2'], false],
    ['a password behind a sign', ['thor', 'set-password', '--password=hunter2hunter2'], false],
  ])('refuses %s', (_, words, many) => {
    expect(() => parseWords(words, many)).toThrow(expect.objectContaining({ exitCode: 2 }))
  })

  it('does not repeat a password that was typed as an argument', () => {
    const words = ['thor', 'set-password', '--password', 'hunter2hunter2']
    expect(() => parseWords(words, false)).toThrow(/^(?!.*hunter2)/)
  })
})
