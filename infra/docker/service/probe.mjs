/** The health check of an image: exits with 0 when the service in it is ready. No imports: it runs every few seconds. */
const { SERVICE, GATEWAY_PORT, CONTROL_PLANE_PORT, DATA_PLANE_PORT } = process.env
const ports = {
  gateway: GATEWAY_PORT ?? 8080,
  'control-plane': CONTROL_PLANE_PORT ?? 8081,
}

const answer = await fetch(`http://127.0.0.1:${ports[SERVICE] ?? DATA_PLANE_PORT ?? 8082}/readyz`)
if (!answer.ok) console.error(await answer.text())
process.exitCode = answer.ok ? 0 : 1
