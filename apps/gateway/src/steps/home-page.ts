/** The page of the bare base domain. */
export function homePage(baseDomain: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${baseDomain}</title>
<h1>${baseDomain}</h1>
<p>This is a gateway in front of many tenants. Each tenant is served on its own host:
<code>&lt;tenant&gt;.${baseDomain}</code>.</p>
</html>
`
}
