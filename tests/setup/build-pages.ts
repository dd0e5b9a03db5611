import { inheritedEnv } from '@mt/infra/config'
import { startTurbo } from '@mt/infra/process/turbo'

/** Builds the pages of the services, unless turbo's cache has them. */
export async function buildPages(): Promise<void> {
  const filters = ['@mt/polls-web', '@mt/console'].map((name) => `--filter=${name}`)
  const turbo = startTurbo(
    ['run', 'build', '--ui=stream', '--output-logs=errors-only', ...filters],
    inheritedEnv(),
  )
  const code = await turbo.ended
  await turbo.stop()
  if (code !== 0) throw new Error('the build failed; its output is above')
}
