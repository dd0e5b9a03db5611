export interface RedisBinary {
  file: string
  env: NodeJS.ProcessEnv
}

/** A way to come by a server: undefined where it does not lead there. */
export type RedisSource = (cache: string, path: string) => Promise<RedisBinary | undefined>
