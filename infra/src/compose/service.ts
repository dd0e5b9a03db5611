/**
 * The service of the data plane that infra/compose.yaml runs: its folder of secrets, its Redis user and the
 * keys that this user reaches bear its name. Whoever puts another service into compose.yaml names it here, and
 * its folder in docker/Dockerfile.
 */
export const composeService = 'polls'
