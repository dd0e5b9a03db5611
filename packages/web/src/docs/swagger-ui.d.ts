/** The part of the reference that browsers load; its types are published under the package's name. */
declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  // biome-ignore lint/style/noDefaultExport: as in the package.
  export { SwaggerUIBundle as default } from 'swagger-ui-dist'
}
