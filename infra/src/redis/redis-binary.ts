export interface RedisBinary {
  file: string
  env: NodeJS.ProcessEnv
}

/** A way to get a server; resolves to undefined if it does not work here. */
export type RedisSource = (cache: string, path: string) => Promise<RedisBinary | undefined>
