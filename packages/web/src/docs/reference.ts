/// <reference path="./swagger-ui.d.ts" />
import 'swagger-ui-dist/swagger-ui.css'
import './docs.css'
import SwaggerUIBundle from 'swagger-ui-dist/swagger-ui-es-bundle.js'

/** The reference has its own switch for the dark theme. */
const prefersDark = window.matchMedia('(prefers-color-scheme: dark)')
const followColours = () =>
  document.documentElement.classList.toggle('dark-mode', prefersDark.matches)
prefersDark.addEventListener('change', followColours)
followColours()

/**
 * The API reference of this host. Signed-in users try calls as themselves: the browser sends the cookie.
 */
SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#reference',
  deepLinking: true,
  defaultModelsExpandDepth: 0,
  displayRequestDuration: true,
  tryItOutEnabled: true,
  validatorUrl: null,
})
