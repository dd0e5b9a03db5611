import { readFile } from 'node:fs/promises'
import { run, succeeds } from '@mt/local-servers/processes/run'

const namedHere = new URL('./release-before.txt', import.meta.url)

/**
 * Finds the commit of the release before this one: the newest tag `v*` that is older than the work tree's
 * commit, or if there is none, the commit in release-before.txt. Undefined if the repository in `root` does
 * not have it, as in a shallow clone.
 */
export async function findReleaseBefore(root: string): Promise<string | undefined> {
  const commit = (await newestTag(root)) ?? (await readFile(namedHere, 'utf8')).trim()
  const isThere = await succeeds('git', ['cat-file', '-e', `${commit}^{commit}`], { cwd: root })
  return isThere ? commit : undefined
}

async function newestTag(root: string): Promise<string | undefined> {
  const older = ['tag', '--list', 'v*', '--merged', 'HEAD^', '--sort=-version:refname']
  const tags = await run('git', older, { cwd: root }).catch(() => '')
  return tags.split('\n')[0] || undefined
}
