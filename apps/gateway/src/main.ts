import { runService } from '@mt/shared/service'

await runService(async (stopping) => {
  const { run } = await import('./run.ts')
  return run(stopping)
})
