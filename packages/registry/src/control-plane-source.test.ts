import {
  importSigningKey,
  importVerifyingKeys,
  newKeyTexts,
  signingKeyText,
  verifyingKeysText,
} from '@mt/shared/keys'
import { entryFor } from '@mt/shared/testing/entries'
import { Registry as MetricsRegister } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createControlPlaneSource } from './control-plane-source.ts'
import { createRegistryMetrics } from './metrics.ts'
import { startControlPlaneStub } from './testing/control-plane-stub.ts'

const apiKey = 'registry-key-of-this-test'
const entry = entryFor('thor')

async function keys() {
  const texts = await newKeyTexts('registry')
  return {
    signing: await importSigningKey(signingKeyText.parse(texts.signing)),
    verifying: await importVerifyingKeys(verifyingKeysText.parse(texts.verifying)),
  }
}

describe('fetchFromControlPlane', () => {
  it('trusts only the control plane’s signature, not its address', async () => {
    const [real, impostor] = [await keys(), await keys()]
    for (const { signing, answer } of [
      { signing: real.signing, answer: entry },
      { signing: impostor.signing, answer: undefined },
    ]) {
      const stub = await startControlPlaneStub(signing, apiKey)
      await stub.put(entry)
      const { fetchFromControlPlane } = createControlPlaneSource({
        url: stub.url,
        apiKey,
        verifyingKeys: real.verifying,
        metrics: createRegistryMetrics(new MetricsRegister()),
        maxLookups: 4,
      })
      const asked = fetchFromControlPlane(entry.host)
      if (answer) expect(await asked).toEqual(answer)
      else await expect(asked).rejects.toThrow('does not answer')
      await stub.close()
    }
  })
})
