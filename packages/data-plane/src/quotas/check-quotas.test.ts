import { ConfigError } from '@mt/shared/config'
import { describe, expect, it } from 'vitest'
import type { Config } from '../config.ts'
import type { ServiceDefinition } from '../service.ts'
import { startDataPlane } from '../start.ts'
import { checkQuotas } from './check-quotas.ts'

const seats = { name: 'seats', label: 'Seats', unit: 'seats' }
const many = Array.from({ length: 51 }, (_, at) => ({ ...seats, name: `seats${at}` }))

describe('checkQuotas', () => {
  it.each([
    [[]],
    [[seats]],
    [
      [
        { ...seats, default: 3 },
        { ...seats, name: 'desksOfTwo' },
      ],
    ],
  ])('takes %j', (quotas) => {
    expect(() => checkQuotas(quotas)).not.toThrow()
  })

  it.each([
    [[{ ...seats, name: 'burst' }], 'quota "burst": its name is that of a limit of the platform'],
    [[{ ...seats, name: 'models' }], 'quota "models": its name is that of a limit of the platform'],
    [[{ ...seats, name: '__proto__' }], 'quota "__proto__": its name must be 1 to 40 letters'],
    [[{ ...seats, name: 'Seats' }], 'quota "Seats": its name must be 1 to 40 letters'],
    [[{ ...seats, label: ' ' }], 'quota "seats": its label must not be empty'],
    [[{ ...seats, unit: '' }], 'quota "seats": its unit must not be empty'],
    [[{ ...seats, default: 0 }], 'quota "seats": its default must be more than 0'],
    [[seats, seats], 'quotas must differ in their names'],
    [many, 'quotas must be 50 at most'],
  ])('refuses %j in one line', (quotas, line) => {
    expect(() => checkQuotas(quotas)).toThrow(ConfigError)
    expect(() => checkQuotas(quotas)).toThrow(`bad definition of the service: ${line}`)
  })
})

describe('startDataPlane', () => {
  it('starts no service whose quotas plans could not limit', async () => {
    const definition: ServiceDefinition = {
      ...{ name: 'desks', info: { title: 'Desks', version: '1' }, entities: [], migrations: [] },
      quotas: [{ ...seats, name: 'burst' }],
      routes: () => {},
    }
    await expect(startDataPlane(definition, {} as Config)).rejects.toThrow(ConfigError)
  })
})
