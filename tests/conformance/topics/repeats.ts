import { describe, expect } from 'vitest'
import type { ConformanceTest } from '../cast.ts'
import type { Answer } from '../http/call.ts'
import { newPassword } from '../platform.ts'
import { listPolls, newPoll, showPoll } from '../polls.ts'
import { invalid, problem, unauthorized } from '../problems.ts'
import { type Caller, newName } from '../tenant.ts'
import { choiceView, pollView, read, userView } from '../views.ts'

const reused = problem(422, 'idempotency_key_reused')

/** Requests that are repeated with one key, because the first answer was lost or a button was pressed twice. */
export function describeRepeats(it: ConformanceTest): void {
  describe('a request repeated with its Idempotency-Key', () => {
    it('creates one poll, and gets the first answer again', async ({ alice }) => {
      const body = { question: newName('Once?'), choices: ['Yes', 'No'] }
      const send = sender(alice, '/polls', body)
      const first = await send()
      const poll = read(first, 201, pollView)
      expect(first.headers['idempotency-replayed']).toBeUndefined()
      await alice.patch(`/polls/${poll.id}`, { question: newName('Changed') })
      const again = await send()
      expect(again).toMatchObject({ status: 201, body: poll })
      expect(again.headers['idempotency-replayed']).toBe('true')
      expect(await listPolls(alice, `?q=${body.question.slice(0, -1)}`)).toMatchObject({
        results: [],
      })
    })

    it('creates one poll if sent concurrently, through any gateway', async ({ target, alice }) => {
      const body = { question: newName('once') }
      const { length } = target.deployment.gateways
      const send = sender(alice, '/polls', body)
      const answers = await Promise.all(Array.from({ length: 8 }, (_, n) => send(n % length)))
      const polls = answers.map((answer) => read(answer, 201, pollView))
      for (const poll of polls) expect(poll).toEqual(polls[0])
      const { results } = await listPolls(alice, `?q=${body.question}`)
      expect(results).toEqual([polls[0]])
    })

    it('adds one choice', async ({ alice, poll }) => {
      const send = sender(alice, `/polls/${poll.id}/choices`, { choice_text: 'Cocoa' })
      const answers = await Promise.all([1, 2, 3].map(() => send()))
      const [choice, ...others] = answers.map((answer) => read(answer, 201, choiceView))
      for (const other of others) expect(other).toEqual(choice)
      expect((await showPoll(alice, poll)).choices).toEqual([...poll.choices, choice])
    })

    it('signs one user up', async ({ home }) => {
      const password = newPassword()
      const input = { username: newName('once'), email: 'once@example.org', password }
      const send = sender(home, '/users', input)
      const answers = await Promise.all([1, 2, 3].map(() => send()))
      const [user, ...others] = [...answers, await send()].map((each) => read(each, 201, userView))
      for (const other of others) expect(other).toEqual(user)
      await home.logIn(input)
    })

    it('is refused with another body, another path or another poll', async ({ alice, poll }) => {
      const key = crypto.randomUUID()
      const other = await newPoll(alice)
      const send = (path: string, body: unknown) => post(alice, path, { body, key })
      const choice = { choice_text: 'Cocoa' }
      read(await send(`/polls/${poll.id}/choices`, choice), 201, choiceView)
      expect(await send(`/polls/${poll.id}/choices`, { choice_text: 'Milk' })).toMatchObject(reused)
      expect(await send(`/polls/${other.id}/choices`, choice)).toMatchObject(reused)
      expect(await send('/polls', { question: 'Another?' })).toMatchObject(reused)
      expect(await showPoll(alice, other)).toEqual(other)
    })

    it('is a new request if another user or tenant sends it', async ({ alice, bob, mallory }) => {
      const body = { question: newName('Mine') }
      const key = crypto.randomUUID()
      const answers = await Promise.all(
        [alice, bob, mallory].map((user) => post(user, '/polls', { body, key })),
      )
      const polls = answers.map((answer) => read(answer, 201, pollView))
      expect(new Set(polls.map(({ id }) => id)).size).toBe(3)
      const creators = polls.map(({ created_by }) => created_by.id)
      expect(creators).toEqual([alice.id, bob.id, mallory.id])
    })

    it('is executed if the first one was refused', async ({ alice }) => {
      const key = crypto.randomUUID()
      const refused = await post(alice, '/polls', { body: { question: ' ' }, key })
      expect(refused).toMatchObject(invalid('question'))
      const taken = await post(alice, '/polls', { body: { question: newName('Now') }, key })
      read(taken, 201, pollView)
    })

    it('reveals nothing without a token', async ({ home, alice }) => {
      const body = { question: newName('Mine') }
      const key = crypto.randomUUID()
      read(await post(alice, '/polls', { body, key }), 201, pollView)
      expect(await post(home, '/polls', { body, key })).toMatchObject(unauthorized)
    })

    it.for(['', 'x'.repeat(256)])(
      'is refused with an invalid key: "%s"',
      async (key, { alice }) => {
        const answer = await post(alice, '/polls', { body: { question: 'Where to?' }, key })
        expect(answer).toMatchObject(invalid('idempotency-key'))
      },
    )
  })
}

interface KeyedBody {
  body: unknown
  key: string
  gateway?: number
}

function post(caller: Caller, path: string, { key, ...options }: KeyedBody): Promise<Answer> {
  return caller.call('POST', path, { ...options, headers: { 'idempotency-key': key } })
}

/** Repeats the same request with a new key. */
function sender(
  caller: Caller,
  path: string,
  body: unknown,
): (gateway?: number) => Promise<Answer> {
  const key = crypto.randomUUID()
  return (gateway = 0) => post(caller, path, { body, key, gateway })
}
