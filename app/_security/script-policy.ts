/**
 * Trusted Types: which strings the page may turn into scripts or markup. Browsers that know the policy `default` ask it wherever
 * code hands a string to a place that could run it; everything that it does not allow throws. Scripts come only from our own build.
 */

/** The part of the browser's interface that this needs; TypeScript's library has no types of it. */
interface TrustedTypeFactory {
  createPolicy(name: string, rules: Record<'createHTML' | 'createScript' | 'createScriptURL', Rule>): unknown
}
/** Null: not allowed. */
type Rule = (text: string) => string | null

/** Where the build puts every script of a page. */
const OWN_SCRIPTS = '/_next/'
/** How React makes an element that the browser does not run: a constant of its own. */
const REACT_SCRIPT = '<script></script>'

export function scriptAddress(address: string, origin: string): string | null {
  if (!URL.canParse(address, origin)) return null
  const url = new URL(address, origin)
  return url.origin === origin && url.pathname.startsWith(OWN_SCRIPTS) ? address : null
}

/** Text without elements: the style rules of a component. */
export function markup(html: string): string | null {
  return html.includes('<') && html !== REACT_SCRIPT ? null : html
}

export function installScriptPolicy(page: { trustedTypes?: TrustedTypeFactory; location: { origin: string } }): void {
  page.trustedTypes?.createPolicy('default', {
    createHTML: markup,
    createScript: () => null,
    createScriptURL: (address) => scriptAddress(address, page.location.origin),
  })
}
