import { describe, expect, it } from 'vitest'
import { parseWords } from './parse-words.ts'

describe('parseWords', () => {
  it('separates a tenant, a command and its arguments', () => {
    const words = ['thor', 'list-users', '--q', 'ann', '--limit=5', '--is-admin']
    expect(parseWords(words, false)).toEqual({
      ...{ tenant: 'thor', command: 'list-users' },
      args: { q: 'ann', limit: '5', isAdmin: true },
    })
  })

  it('expects no tenant if the command runs in many', () => {
    expect(parseWords(['count'], true)).toEqual({ tenant: undefined, command: 'count', args: {} })
  })

  it('accepts a value that is empty or contains dashes and equals signs', () => {
    const words = ['thor', 'seed', '--name=', '--rule=--a=b', '--text', '-x']
    expect(parseWords(words, false).args).toEqual({ name: '', rule: '--a=b', text: '-x' })
  })

  it.each([
    ['no command', ['thor'], false],
    ['nothing', [], true],
    ['an argument without a name', ['thor', 'seed', '10'], false],
    ['a password', ['thor', 'set-password', '--password', 'hunter2hunter2'], false],
    [
      'a password after an equals sign',
      ['thor', 'set-password', '--password=hunter2hunter2'],
      false,
    ],
  ])('refuses %s', (_, words, many) => {
    expect(() => parseWords(words, many)).toThrow(expect.objectContaining({ exitCode: 2 }))
  })

  it('does not repeat a password that was typed as an argument', () => {
    const words = ['thor', 'set-password', '--password', 'hunter2hunter2']
    expect(() => parseWords(words, false)).toThrow(/^(?!.*hunter2)/)
  })
})
